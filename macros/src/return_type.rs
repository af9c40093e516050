//! Classifies what a function returns: a value, a future, a stream or nothing. Only names are seen here; what a `Result` or
//! an alias stands for is left to the compiler.

use crate::{
    hygiene,
    token_trees::{PRIMITIVES, peel_type},
};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::{
    AssocType, GenericArgument, PathArguments, PathSegment, Token, Type, TypeImplTrait, TypeParamBound,
    parse_quote_spanned,
    punctuated::Punctuated,
    visit_mut::{self, VisitMut},
};

/// A return type as it was written, and the facts about it that shape the expansion.
#[derive(Default)]
pub(crate) struct ReturnType {
    /// `None` if the arrow is missing.
    pub(crate) written: Option<Type>,
    pub(crate) shape: ReturnShape,
    /// The first `impl Trait` in it.
    pub(crate) opaque: Option<TypeImplTrait>,
    /// True if it is a stream by its name, and not a `Result` of one (or an alias of anything).
    pub(crate) is_stream: bool,
    /// True if it has the name of an alias of the crate `futures`, such as `BoxFuture`, or is a `Result` of one.
    pub(crate) is_alias_of_boxed: bool,
    /// True if it is made of types of the standard library, so that it is no alias of a future or a stream.
    pub(crate) is_std_value: bool,
    /// The type with each `impl Trait` as `_`; `None` if there is no other part.
    erased_type: Option<Type>,
    output: Option<Type>,
    item: Option<Type>,
}

/// The kinds of return types that are metered in different ways.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum ReturnShape {
    /// A value, or (in an `async fn`) what the future yields.
    #[default]
    Value,
    /// `!`
    Never,
    /// `impl Future<…>`
    Future,
    /// `Pin<Box<dyn Future<…>>>`, also as `BoxFuture` or `LocalBoxFuture`.
    BoxedFuture,
    /// `Result<impl Future<…>, E>`
    FutureInResult,
    /// `impl Stream<…>`, `Pin<Box<dyn Stream<…>>>`, `BoxStream`, `LocalBoxStream`, or a `Result` of one.
    Stream,
}

impl ReturnType {
    pub(crate) fn new(output: &syn::ReturnType) -> Self {
        let syn::ReturnType::Type(_, written) = output else {
            return Self { is_std_value: true, ..Self::default() };
        };
        let peeled = peel_type(written);
        let (erased, facts) = EraseOpaque::apply(written);
        let is_opaque = matches!(peeled, Type::ImplTrait(_));
        Self {
            shape: shape(peeled),
            opaque: facts.opaque,
            is_stream: is_opaque || is_named(peeled, &["Pin"]) || is_named(peeled, BOX_STREAMS),
            is_alias_of_boxed: is_alias_of_boxed(ok_type(peeled).unwrap_or(peeled)),
            is_std_value: is_std_value(peeled),
            erased_type: (!is_opaque).then_some(erased),
            output: facts.output.or_else(|| boxed_output(peeled)),
            item: facts.item,
            written: Some((**written).clone()),
        }
    }

    /// The type, `()` if none is written, with each `impl Trait` as `_`; `None` if it is one `impl Trait`.
    pub(crate) fn erased_type(&self, span: Span) -> Option<TokenStream> {
        match &self.written {
            None => Some(quote_spanned!(span=> ())),
            Some(_) => self.erased_type.as_ref().map(ToTokens::to_token_stream),
        }
    }

    /// The output of a future: the `T` of `Output = T` (or of `BoxFuture<'_, T>`), if it is written and can be named.
    pub(crate) fn output(&self) -> Option<&Type> {
        self.output.as_ref().filter(|output| !has_opaque(output))
    }

    /// The output of a future with each `impl Trait` in it as `_`.
    pub(crate) fn erased_output(&self) -> Option<Type> {
        self.output.as_ref().map(erase_opaque)
    }

    /// The item of a stream: the `T` of `Item = T`, if it is written and can be named.
    pub(crate) fn item(&self) -> Option<&Type> {
        self.item.as_ref().filter(|item| !has_opaque(item))
    }

    /// True if an `impl Trait` is in it.
    pub(crate) fn has_opaque(&self) -> bool {
        self.opaque.is_some()
    }

    /// The bound of this name, or of one of these names, of the first `impl Trait` in it.
    pub(crate) fn opaque_bound(&self, names: &[&str]) -> Option<&Ident> {
        trait_names(&self.opaque.as_ref()?.bounds).find(|bound| names.iter().any(|name| bound == name))
    }

    /// The error of a `Result` that is written as such, if it can be named.
    pub(crate) fn error(&self) -> Option<&Type> {
        let result = last_segment(peel_type(self.written.as_ref()?)).filter(|segment| segment.ident == "Result")?;
        type_arguments(result).nth(1).filter(|error| !has_opaque(error))
    }

    /// The type with each `impl Trait` as another type; `None` if there is no other part.
    pub(crate) fn with_opaque_as(&self, stand_in: Type) -> Option<Type> {
        let mut written = self.written.clone().filter(|_| self.erased_type.is_some())?;
        EraseOpaque { stand_in: Some(stand_in), ..EraseOpaque::default() }.visit_type_mut(&mut written);
        Some(written)
    }

    /// True for `Pin<Box<impl Trait>>`, also in a `Result`.
    pub(crate) fn is_pinned_opaque(&self) -> bool {
        let is_pinned = |written: &Type| is_named(ok_type(written).unwrap_or(written), &["Pin"]);
        self.has_opaque() && self.written.as_ref().map(peel_type).is_some_and(is_pinned)
    }

    /// The spans where the type begins and ends: the compiler reports errors in the type there.
    pub(crate) fn first_and_last_span(&self) -> (Span, Span) {
        self.written
            .as_ref()
            .map_or_else(|| (Span::mixed_site(), Span::mixed_site()), hygiene::mixed_site_first_and_last)
    }
}

const BOX_FUTURES: &[&str] = &["BoxFuture", "LocalBoxFuture"];
const BOX_STREAMS: &[&str] = &["BoxStream", "LocalBoxStream"];

fn is_alias_of_boxed(returned: &Type) -> bool {
    is_named(returned, BOX_FUTURES) || is_named(returned, BOX_STREAMS)
}

fn shape(returned: &Type) -> ReturnShape {
    let inside = ok_type(returned);
    match returned {
        _ if is_stream(returned) || inside.is_some_and(is_stream) => ReturnShape::Stream,
        _ if inside.is_some_and(|inside| is_impl(inside, "Future")) => ReturnShape::FutureInResult,
        Type::Never(_) => ReturnShape::Never,
        _ if is_impl(returned, "Future") => ReturnShape::Future,
        _ if is_boxed(returned, "Future") => ReturnShape::BoxedFuture,
        _ if is_named(returned, BOX_FUTURES) => ReturnShape::BoxedFuture,
        _ => ReturnShape::Value,
    }
}

fn is_stream(returned: &Type) -> bool {
    is_impl(returned, "Stream") || is_named(returned, BOX_STREAMS) || is_boxed(returned, "Stream")
}

/// True for `Pin<Box<impl Trait>>` and `Pin<Box<dyn Trait>>` of the trait of this name. A `dyn Trait` that has to be more than
/// `Send` and `Sync` is left to the compiler, which refuses it: what meters it is not.
fn is_boxed(returned: &Type, name: &str) -> bool {
    let inside = |outer: &str, written| type_arguments(last_segment(written).filter(|it| it.ident == outer)?).next();
    match inside("Pin", returned).and_then(|pinned| inside("Box", pinned)) {
        Some(Type::TraitObject(object)) => {
            let mut traits = trait_names(&object.bounds);
            trait_names(&object.bounds).any(|bound| bound == name)
                && traits.all(|bound| [name, "Send", "Sync"].iter().any(|known| bound == known))
        }
        boxed => boxed.is_some_and(|boxed| is_impl(boxed, name)),
    }
}

/// True if it is an `impl Trait` of which one bound is the trait of this name.
fn is_impl(returned: &Type, name: &str) -> bool {
    matches!(returned, Type::ImplTrait(opaque) if trait_names(&opaque.bounds).any(|bound| bound == name))
}

/// The last segments of the traits among some bounds: `std::fmt::Debug + 'a` → `Debug`
fn trait_names(bounds: &Punctuated<TypeParamBound, Token![+]>) -> impl Iterator<Item = &Ident> {
    bounds.iter().filter_map(|bound| match bound {
        TypeParamBound::Trait(bound) => Some(&bound.path.segments.last()?.ident),
        _ => None,
    })
}

/// True if it is a path that ends in one of the names.
fn is_named(returned: &Type, names: &[&str]) -> bool {
    last_segment(returned).is_some_and(|segment| names.iter().any(|name| segment.ident == name))
}

fn last_segment(returned: &Type) -> Option<&PathSegment> {
    match returned {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

/// `Result<T, E>` → `T`, also of `io::Result<T>`.
fn ok_type(returned: &Type) -> Option<&Type> {
    let result = last_segment(returned).filter(|segment| segment.ident == "Result")?;
    type_arguments(result).next()
}

fn type_arguments(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        PathArguments::Parenthesized(_) | PathArguments::None => None,
    };
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(argument) => Some(peel_type(argument)),
        _ => None,
    })
}

/// `BoxFuture<'a, T>` → `T`
fn boxed_output(returned: &Type) -> Option<Type> {
    let future = last_segment(returned).filter(|_| is_named(returned, BOX_FUTURES))?;
    type_arguments(future).next().cloned()
}

/// True if it is made of types of the standard library alone, of which none is a future or a stream. The error of a
/// `Result` does not matter.
pub(crate) fn is_std_value(returned: &Type) -> bool {
    const STD_TYPES: &[&str] = &[
        "str", "String", "Vec", "Option", "HashMap", "HashSet", "BTreeMap", "BTreeSet", "Duration", "Instant",
        "PathBuf", "Path",
    ];
    match peel_type(returned) {
        Type::Tuple(tuple) => tuple.elems.iter().all(is_std_value),
        Type::Array(array) => is_std_value(&array.elem),
        Type::Slice(slice) => is_std_value(&slice.elem),
        Type::Reference(reference) => is_std_value(&reference.elem),
        named => match (ok_type(named), last_segment(named)) {
            (Some(inside), _) => is_std_value(inside),
            (None, Some(name)) => {
                let is_alone = matches!(named, Type::Path(path) if path.path.segments.len() == 1);
                let is_known = is_named(named, STD_TYPES) || is_named(named, PRIMITIVES);
                is_alone && is_known && type_arguments(name).all(is_std_value)
            }
            (None, None) => false,
        },
    }
}

/// The type with each `impl Trait` as `_`.
pub(crate) fn erase_opaque(written: &Type) -> Type {
    EraseOpaque::apply(written).0
}

/// Replaces each `impl Trait` by `_`: `Result<impl Stream<Item = T>, E>` → `Result<_, E>`.
#[derive(Default)]
struct EraseOpaque {
    /// What replaces it instead.
    stand_in: Option<Type>,
    /// The first one.
    opaque: Option<TypeImplTrait>,
    /// The first `T` of `Output = T`.
    output: Option<Type>,
    /// The first `T` of `Item = T`.
    item: Option<Type>,
}

fn has_opaque(written: &Type) -> bool {
    EraseOpaque::apply(written).1.opaque.is_some()
}

impl EraseOpaque {
    fn apply(written: &Type) -> (Type, Self) {
        let (mut erased, mut erase) = (written.clone(), Self::default());
        erase.visit_type_mut(&mut erased);
        (erased, erase)
    }
}

impl VisitMut for EraseOpaque {
    fn visit_assoc_type_mut(&mut self, assoc: &mut AssocType) {
        let found = |name: &str, ident: &Ident| (ident == name).then(|| assoc.ty.clone());
        self.output = self.output.take().or_else(|| found("Output", &assoc.ident));
        self.item = self.item.take().or_else(|| found("Item", &assoc.ident));
        visit_mut::visit_assoc_type_mut(self, assoc);
    }

    fn visit_type_mut(&mut self, written: &mut Type) {
        if let (Type::ImplTrait(opaque), None) = (&*written, &self.opaque) {
            self.opaque = Some(opaque.clone());
        }
        visit_mut::visit_type_mut(self, written);
        if let Type::ImplTrait(opaque) = written {
            let erased = || parse_quote_spanned!(opaque.impl_token.span=> _);
            *written = self.stand_in.clone().unwrap_or_else(erased);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proc_macro2::{Delimiter, Group, TokenTree};
    use quote::quote;

    fn returned(written: &str) -> ReturnType {
        let arrow = if written.is_empty() { String::new() } else { format!("-> {written}") };
        ReturnType::new(&syn::parse_str(&arrow).expect("a return type"))
    }

    fn text(written: Option<impl ToTokens>) -> Option<String> {
        written.map(|written| written.to_token_stream().to_string().replace(' ', ""))
    }

    #[test]
    fn shapes() {
        for (written, shape) in [
            ("", ReturnShape::Value),
            ("Result<T, E>", ReturnShape::Value),
            ("!", ReturnShape::Never),
            ("impl Future<Output = T> + Send", ReturnShape::Future),
            ("(impl Future<Output = T> + Send)", ReturnShape::Future),
            ("impl ::core::future::Future<Output = T> + use<'_>", ReturnShape::Future),
            ("impl Send + std::future::Future<Output = T>", ReturnShape::Future),
            ("impl Iterator<Item = Box<dyn Future<Output = T>>>", ReturnShape::Value),
            ("impl Stream<Item = T>", ReturnShape::Stream),
            ("Result<impl Future<Output = T> + Send, E>", ReturnShape::FutureInResult),
            ("Result<Pin<Box<dyn Stream<Item = Result<T, E>>>>, E>", ReturnShape::Stream),
            ("futures::stream::BoxStream<'a, T>", ReturnShape::Stream),
            ("Pin<Box<impl Future<Output = T>>>", ReturnShape::BoxedFuture),
            ("::std::pin::Pin<Box<dyn ::core::future::Future<Output = T> + Send + 'a>>", ReturnShape::BoxedFuture),
            ("Pin<Box<dyn Stream<Item = T>>>", ReturnShape::Stream),
            ("BoxFuture<'static, T>", ReturnShape::BoxedFuture),
            ("Result<Pin<Box<dyn Future<Output = T>>>, E>", ReturnShape::Value),
            ("Pin<&'a mut dyn Future<Output = T>>", ReturnShape::Value),
            ("Pin<Rc<Cell<dyn Stream<Item = T>>>>", ReturnShape::Value),
            ("Pin<Box<dyn Future<Output = T> + Unpin>>", ReturnShape::Value),
            ("Pin<Box<dyn Stream<Item = T> + Sync + 'a>>", ReturnShape::Stream),
            ("Pin<Box<(dyn Stream<Item = Pin<Box<dyn Future<Output = T>>>>)>>", ReturnShape::Stream),
        ] {
            assert_eq!(returned(written).shape, shape, "{written}");
        }
    }

    #[test]
    fn invisible_groups_are_seen_through() {
        let grouped = |written: TokenStream| TokenTree::Group(Group::new(Delimiter::None, written));
        let output = grouped(quote!(Result<u8, E>));
        for (written, shape) in [
            (grouped(quote!(BoxFuture<'a, #output>)).into(), ReturnShape::BoxedFuture),
            (quote!(impl Future<Output = #output>), ReturnShape::Future),
            (grouped(quote!(!)).into(), ReturnShape::Never),
            (grouped(grouped(quote!(impl Stream<Item = u8>)).into()).into(), ReturnShape::Stream),
        ] {
            let written: TokenStream = written;
            let returned = ReturnType::new(&syn::parse2(quote!(-> #written)).expect("a return type"));
            assert_eq!(returned.shape, shape, "{written}");
        }
        let plain = grouped(quote!(Vec<u8>));
        assert!(ReturnType::new(&syn::parse2(quote!(-> Option<#plain>)).expect("a return type")).is_std_value);
    }

    #[test]
    fn only_names_of_the_standard_library_are_known() {
        for (written, is_std) in [
            ("", true),
            ("Result<(), Failed>", true),
            ("Result<Vec<String>, Box<dyn Error>>", true),
            ("Option<&'a str>", true),
            ("(u8, [bool; 4])", true),
            ("Response", false),
            ("Result<Response, Failed>", false),
            ("Self::Output", false),
            ("my::String", false),
        ] {
            assert_eq!(returned(written).is_std_value, is_std, "{written}");
        }
    }

    #[test]
    fn opaque_parts_are_erased() {
        let erased = |written: &str| text(returned(written).erased_type);
        assert_eq!(erased("Result<impl Stream<Item = Result<A, B>> + Send, E>").as_deref(), Some("Result<_,E>"));
        assert_eq!(erased("(impl Fn(A) -> B, u8)").as_deref(), Some("(_,u8)"));
        assert_eq!(erased("Option<Box<impl Trait + 'a>>").as_deref(), Some("Option<Box<_>>"));
        assert_eq!(erased("impl Iterator<Item = u8>"), None);
        assert_eq!(erased("Vec<fn(A) -> B>").as_deref(), Some("Vec<fn(A)->B>"));
    }

    #[test]
    fn the_first_opaque_part_may_be_a_stream() {
        for (written, is_stream) in [
            ("impl Stream<Item = T> + Send", true),
            ("Outcome<impl futures::Stream<Item = impl Sized>, impl Error>", true),
            ("impl Iterator<Item = T>", false),
            ("impl Future<Output = impl Stream<Item = T>>", false),
            ("Words", false),
        ] {
            assert_eq!(returned(written).opaque_bound(&["Stream"]).is_some(), is_stream, "{written}");
        }
    }

    #[test]
    fn the_output_of_a_future_is_found() {
        let output = |written: &str| text(returned(written).output());
        assert_eq!(output("impl Future<Output = Result<A, B>> + Send").as_deref(), Some("Result<A,B>"));
        assert_eq!(output("Pin<Box<dyn Future<Output = Vec<A>> + Send + 'a>>").as_deref(), Some("Vec<A>"));
        assert_eq!(output("BoxFuture<'a, Result<A, B>>").as_deref(), Some("Result<A,B>"));
        assert_eq!(output("impl Future<Output = impl Sized>"), None);
    }

    #[test]
    fn the_item_of_a_stream_is_found() {
        let item = |written: &str| text(returned(written).item());
        assert_eq!(item("Result<impl Stream<Item = Result<A, B>> + Send, E>").as_deref(), Some("Result<A,B>"));
        assert_eq!(item("Pin<Box<dyn Stream<Item = A>>>").as_deref(), Some("A"));
    }
}
