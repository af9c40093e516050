//! Tells the compiler what an `impl Fn` in the return type says of the closure that the body returns.
//!
//! The value of the body has no type from the signature, because the body stands in a closure or an `async` block. So it goes
//! through a function that demands of it what the signature does:
//!
//! ```text
//! { body }    →    {
//!                      fn __same<T0, F0>(returned: F0) -> F0 where F0: FnOnce() -> T0 { returned }
//!                      __same::<Box<dyn Fn(u8) -> u8>, _>({ body })
//!                  }
//! ```
//!
//! The types become parameters, because they may name parameters of the function or of its `impl`, which an item inside can't.

use super::body_block;
use crate::{
    control_flow::{RETURN, find_exit},
    hygiene,
    item::ItemFn,
    return_type::{erase_opaque, is_std_value},
    token_trees::{any_token, peel_type},
};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{
    GenericArgument, Lifetime, ParenthesizedGenericArguments, Path, PathArguments, TraitBound, Type, TypeFnPtr,
    TypeParamBound, TypeReference,
    visit_mut::{self, VisitMut},
};

/// Changes the body, unless the signature says nothing that it needs.
pub(super) fn expect(item: &mut ItemFn) {
    let Some(written) = item.returns.written.as_ref().filter(|_| item.returns.has_opaque()) else { return };
    let mut same = Same { span: hygiene::mixed_site_at(item.body_span()), ..Same::default() };
    let Some(returned) = same.returned(written) else { return };
    // A value that is returned early does not flow through the function, whose parameters would be unknown without one.
    if same.bounds.is_empty() || find_exit(item.body.clone(), &[RETURN]).is_some() {
        return;
    }
    let Same { span, parameters, arguments, bounds } = same;
    let body = body_block::last_in_block(item);
    item.body = quote_spanned! {span=>
        fn __same<#(#parameters),*>(returned: #returned) -> #returned where #(#bounds),* { returned }
        __same::<#(#arguments),*>(#body)
    };
}

/// The function under construction.
struct Same {
    span: Span,
    /// `T0`, or `T0: ?Sized` behind a reference.
    parameters: Vec<TokenStream>,
    /// What they stand for; `_` for an `impl Trait`.
    arguments: Vec<TokenStream>,
    /// `F0: FnOnce() -> T0`
    bounds: Vec<TokenStream>,
}

impl Default for Same {
    fn default() -> Self {
        Self { span: Span::mixed_site(), parameters: Vec::new(), arguments: Vec::new(), bounds: Vec::new() }
    }
}

impl Same {
    /// The type of the value with parameters; `None` if a closure takes an argument that can't be written with them.
    fn returned(&mut self, written: &Type) -> Option<TokenStream> {
        match peel_type(written) {
            Type::Tuple(tuple) => {
                let elements: Option<Vec<_>> = tuple.elems.iter().map(|element| self.returned(element)).collect();
                elements.map(|elements| quote!((#(#elements,)*)))
            }
            Type::ImplTrait(opaque) => {
                let closure = self.parameter(quote!(_), true);
                for bound in &opaque.bounds {
                    if let TypeParamBound::Trait(bound) = bound
                        && is_needed(bound)
                    {
                        let bound = self.bound(bound)?;
                        self.bounds.push(quote!(#closure: #bound));
                    }
                }
                Some(closure)
            }
            other => Some(self.parameter(erase_opaque(other).to_token_stream(), true)),
        }
    }

    fn parameter(&mut self, argument: TokenStream, is_sized: bool) -> TokenStream {
        let name = Ident::new(&format_ident!("__T{}", self.parameters.len()).to_string(), self.span);
        self.parameters.push(if is_sized { quote!(#name) } else { quote!(#name: ?::core::marker::Sized) });
        self.arguments.push(argument);
        quote!(#name)
    }

    /// `for<'a> Fn(&'a str) -> u8` → `for<'a> Fn(&'a T0) -> T1`
    fn bound(&mut self, bound: &TraitBound) -> Option<TokenStream> {
        let declared = bound.lifetimes.iter().flat_map(|bound| &bound.lifetimes);
        let declared: Vec<String> =
            declared.map(ToTokens::to_token_stream).map(|lifetime| lifetime.to_string()).collect();
        let mut bound = bound.clone();
        let Some(PathArguments::Parenthesized(signature)) =
            bound.path.segments.last_mut().map(|segment| &mut segment.arguments)
        else {
            return None;
        };
        let types = signature.inputs.iter_mut().map(|input| &mut input.ty).chain(match &mut signature.output {
            syn::ReturnType::Type(_, output) => Some(&mut **output),
            syn::ReturnType::Default => None,
        });
        for written in types {
            *written = self.abstracted(written, &declared, true)?;
        }
        Some(bound.to_token_stream())
    }

    /// The type with parameters for all in it that has no lifetime of the closure's own arguments.
    fn abstracted(&mut self, written: &Type, declared: &[String], is_sized: bool) -> Option<Type> {
        let written = peel_type(written);
        if !mentions_bound_lifetime(written, declared) {
            let parameter = self.parameter(written.to_token_stream(), is_sized);
            return syn::parse2(parameter).ok();
        }
        let mut written = written.clone();
        match &mut written {
            Type::Reference(reference) if is_bound(reference.lifetime.as_ref(), declared) => {
                // The lifetime of an object behind a reference is the reference's.
                if matches!(peel_type(&reference.elem), Type::TraitObject(_)) {
                    return None;
                }
                *reference.elem = self.abstracted(&reference.elem, declared, false)?;
            }
            Type::Tuple(tuple) => {
                for element in &mut tuple.elems {
                    *element = self.abstracted(element, declared, true)?;
                }
            }
            Type::Slice(slice) => *slice.elem = self.abstracted(&slice.elem, declared, true)?,
            Type::Path(path) if path.qself.is_none() => self.abstract_arguments(&mut path.path, declared)?,
            _ => return None,
        }
        Some(written)
    }

    /// `Vec<(u8, &T)>` → `Vec<(T0, &T1)>`, and `Cow<'a, str>` as it is: the bounds of the parameters of a type are not known here.
    fn abstract_arguments(&mut self, path: &mut Path, declared: &[String]) -> Option<()> {
        let is_self = path.segments.first().is_some_and(|segment| segment.ident == "Self");
        let (last, before) = (path.segments.len() - 1, path.segments.iter());
        if is_self || before.take(last).any(|segment| !segment.arguments.is_empty()) {
            return None;
        }
        let PathArguments::AngleBracketed(arguments) = &mut path.segments.last_mut()?.arguments else { return None };
        for argument in &mut arguments.args {
            match argument {
                GenericArgument::Type(written) if mentions_bound_lifetime(written, declared) => {
                    *written = self.abstracted(written, declared, true)?;
                }
                GenericArgument::Type(written) if is_std_value(written) => {}
                GenericArgument::Lifetime(lifetime) if is_bound(Some(lifetime), declared) => {}
                _ => return None,
            }
        }
        Some(())
    }
}

/// True if the compiler can't do without: for an argument that is borrowed, or a value that is converted to the type of the result.
///
/// An argument of a plain name may have a lifetime that is not written, so a bound that needs no help gets none.
fn is_needed(bound: &TraitBound) -> bool {
    let Some(PathArguments::Parenthesized(ParenthesizedGenericArguments { inputs, output, .. })) =
        bound.path.segments.last().map(|segment| &segment.arguments)
    else {
        return false;
    };
    let converts = |token: &TokenTree| match token {
        TokenTree::Punct(mark) => matches!(mark.as_char(), '&' | '<' | '*' | '\''),
        TokenTree::Ident(word) => word == "fn",
        _ => false,
    };
    let borrows = |token: &TokenTree| matches!(token, TokenTree::Punct(mark) if matches!(mark.as_char(), '&' | '\''));
    let is_converted = match output {
        syn::ReturnType::Type(_, output) => {
            // A plain name may be an alias of such a type.
            let may_be_alias = || !is_std_value(output) && inputs.iter().all(|input| is_std_value(&input.ty));
            any_token(output.to_token_stream(), &converts) || may_be_alias()
        }
        syn::ReturnType::Default => false,
    };
    is_converted || any_token(inputs.to_token_stream(), &borrows)
}

/// True if the lifetime is one of the closure's own arguments: elided, or declared by `for<…>`.
fn is_bound(lifetime: Option<&Lifetime>, declared: &[String]) -> bool {
    lifetime.is_none_or(|lifetime| lifetime.ident == "_" || declared.contains(&lifetime.to_string()))
}

fn mentions_bound_lifetime(written: &Type, declared: &[String]) -> bool {
    let mut search = BoundLifetimes { declared, sees_elided: true, found: false };
    search.visit_type_mut(&mut written.clone());
    search.found
}

/// Looks for the lifetimes of a closure's arguments.
struct BoundLifetimes<'a> {
    declared: &'a [String],
    /// False inside of another signature, `dyn Fn(&str)` or `fn(&str)`, whose elided lifetimes are its own.
    sees_elided: bool,
    found: bool,
}

impl BoundLifetimes<'_> {
    fn inside_another_signature(&mut self, visit: impl FnOnce(&mut Self)) {
        let around = std::mem::replace(&mut self.sees_elided, false);
        visit(self);
        self.sees_elided = around;
    }
}

impl VisitMut for BoundLifetimes<'_> {
    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        let is_elided = lifetime.ident == "_";
        self.found |= if is_elided { self.sees_elided } else { is_bound(Some(lifetime), self.declared) };
    }

    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        self.found |= reference.lifetime.is_none() && self.sees_elided;
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_parenthesized_generic_arguments_mut(&mut self, arguments: &mut ParenthesizedGenericArguments) {
        self.inside_another_signature(|search| {
            visit_mut::visit_parenthesized_generic_arguments_mut(search, arguments);
        });
    }

    fn visit_type_fn_ptr_mut(&mut self, function: &mut TypeFnPtr) {
        self.inside_another_signature(|search| visit_mut::visit_type_fn_ptr_mut(search, function));
    }
}
