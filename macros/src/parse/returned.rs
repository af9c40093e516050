//! The return type, as far as its shape decides the expansion. What `Result` is, and which types it holds, the compiler
//! finds out later.

use super::arguments::after_generics;
use crate::tokens::{
    Delimiter, Group, Ident, Span, TokenStream, TokenTree, Tokens, any, is_ident, is_punct, same_name,
};

#[derive(Debug)]
pub(crate) struct Returned {
    /// As it was written; empty for `()`.
    pub(crate) tokens: Tokens,
    pub(crate) shape: Shape,
    /// The type with each `impl Trait` as `_`; `None` if nothing else is left of it.
    pub(crate) nameable: Option<Tokens>,
    pub(crate) has_opaque: bool,
    /// It is a stream by its name, not a `Result` of one (or an alias of whatever).
    pub(crate) is_stream: bool,
    /// By its name it can't be the alias of a future or a stream.
    pub(crate) surely_ends: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A value, or (in an `async fn`) what the future yields.
    Value,
    /// `!`
    Never,
    /// `impl Future<…>`
    Future,
    /// `Pin<Box<dyn Future<…>>>`, also as `BoxFuture` or `LocalBoxFuture`.
    BoxedFuture,
    /// `Result<impl Future<…>, E>`
    FutureInside,
    /// `impl Stream<…>`, `Pin<Box<dyn Stream<…>>>`, `BoxStream`, `LocalBoxStream`, or a `Result` of one.
    Stream,
}

impl Returned {
    pub(crate) fn new(tokens: Tokens) -> Self {
        let shape = shape(&tokens);
        let (erased, has_opaque) = erase(&tokens);
        let is_bare_opaque = is_ident(tokens.first(), "impl");
        let nameable = (!is_bare_opaque).then_some(erased);
        let is_boxed = |name: &Ident| ["Pin", "BoxStream", "LocalBoxStream"].iter().any(|boxed| same_name(name, boxed));
        let is_stream = is_bare_opaque || path_end(&tokens).is_some_and(is_boxed);
        let surely_ends = surely_ends(&tokens);
        Self { tokens, shape, nameable, has_opaque, is_stream, surely_ends }
    }

    pub(crate) fn span(&self) -> Option<Span> {
        self.tokens.first().map(TokenTree::span)
    }

    /// What a future yields: the `T` of `Output = T` (or of `BoxFuture<'_, T>`), if it is written and can be named.
    pub(crate) fn output(&self) -> Option<Tokens> {
        nameable(&find_associated(&self.tokens, "Output").or_else(|| boxed_output(&self.tokens))?)
    }

    /// The same with each `impl Trait` in it as `_`.
    pub(crate) fn erased_output(&self) -> Option<Tokens> {
        find_associated(&self.tokens, "Output").map(|output| erase(&output).0)
    }

    /// What a stream yields: the `T` of `Item = T`, if it is written and can be named.
    pub(crate) fn item(&self) -> Option<Tokens> {
        nameable(&find_associated(&self.tokens, "Item")?)
    }
}

fn shape(tokens: &[TokenTree]) -> Shape {
    let mentions = |name: &str| any(tokens.iter().cloned(), &|token| is_ident(Some(token), name));
    let inside = success(tokens);
    if is_stream(tokens) || inside.is_some_and(is_stream) {
        return Shape::Stream;
    }
    let first_segment = path_end(tokens);
    match first_segment {
        _ if inside.is_some_and(|inside| is_ident(inside.first(), "impl") && bounds_name(&inside[1..], "Future")) => {
            Shape::FutureInside
        }
        _ if is_punct(tokens.first(), '!') && tokens.len() == 1 => Shape::Never,
        _ if is_ident(tokens.first(), "impl") && bounds_name(&tokens[1..], "Future") => Shape::Future,
        Some(name) if same_name(name, "Pin") && mentions("Future") => Shape::BoxedFuture,
        Some(name) if same_name(name, "BoxFuture") || same_name(name, "LocalBoxFuture") => Shape::BoxedFuture,
        _ => Shape::Value,
    }
}

fn is_stream(tokens: &[TokenTree]) -> bool {
    let mentions = |name: &str| any(tokens.iter().cloned(), &|token| is_ident(Some(token), name));
    match path_end(tokens) {
        _ if is_ident(tokens.first(), "impl") => bounds_name(&tokens[1..], "Stream"),
        Some(name) if same_name(name, "Pin") => mentions("Stream") && !mentions("Future"),
        Some(name) => same_name(name, "BoxStream") || same_name(name, "LocalBoxStream"),
        None => false,
    }
}

/// `Result<T, E>` → `T`, also of `io::Result<T>`.
fn success(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    path_end(tokens).filter(|name| same_name(name, "Result"))?;
    let open = tokens.iter().position(|token| is_punct(Some(token), '<'))?;
    Some(&tokens[open + 1..end_of_bounds(tokens, open + 1)])
}

/// Whether it is made of types of the standard library alone, of which none goes on. What the error is does not matter.
fn surely_ends(tokens: &[TokenTree]) -> bool {
    const ENDS: &[&str] = &[
        "bool", "char", "str", "String", "Vec", "Option", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16",
        "i32", "i64", "i128", "isize", "f32", "f64", "HashMap", "HashSet", "BTreeMap", "BTreeSet", "Duration",
        "Instant", "PathBuf", "Path", "mut",
    ];
    if let Some(inside) = success(tokens) {
        return surely_ends(inside);
    }
    let mut before_is_quote = false;
    tokens.iter().all(|token| match token {
        TokenTree::Ident(name) => std::mem::take(&mut before_is_quote) || ENDS.iter().any(|ends| same_name(name, ends)),
        TokenTree::Group(group) => surely_ends(&group.stream().into_iter().collect::<Tokens>()),
        TokenTree::Punct(punct) => {
            // The name of a lifetime is no type.
            before_is_quote = punct.as_char() == '\'';
            punct.as_char() != ':'
        }
        TokenTree::Literal(_) => true,
    })
}

/// The last segment of the path that the type begins with: `Pin` of `std::pin::Pin<…>`.
fn path_end(tokens: &[TokenTree]) -> Option<&Ident> {
    let mut last = None;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => last = Some(ident),
            TokenTree::Punct(punct) if punct.as_char() == ':' => {}
            _ => break,
        }
    }
    last
}

/// Whether one of the bounds `A + b::B<…> + 'c` is the trait `name`.
fn bounds_name(bounds: &[TokenTree], name: &str) -> bool {
    let mut index = 0;
    while index < bounds.len() {
        if is_ident(bounds.get(index), name) {
            return true;
        }
        index = if is_punct(bounds.get(index), '<') { after_generics(bounds, index) } else { index + 1 };
    }
    false
}

/// `Result<impl Stream<Item = T>, E>` → `Result<_, E>`, and whether there was anything to erase.
fn erase(tokens: &[TokenTree]) -> (Tokens, bool) {
    let (mut erased, mut found, mut index) = (Tokens::new(), false, 0);
    while let Some(token) = tokens.get(index) {
        match token {
            TokenTree::Ident(ident) if same_name(ident, "impl") => {
                found = true;
                erased.push(TokenTree::Ident(Ident::new("_", ident.span())));
                index = end_of_bounds(tokens, index);
            }
            TokenTree::Group(group) => {
                let (inside, found_inside) = erase(&group.stream().into_iter().collect::<Tokens>());
                found |= found_inside;
                let mut same = Group::new(group.delimiter(), inside.into_iter().collect());
                same.set_span(group.span());
                erased.push(TokenTree::Group(same));
                index += 1;
            }
            token => {
                erased.push(token.clone());
                index += 1;
            }
        }
    }
    (erased, found)
}

/// The index of the `,` or `>` that ends the bounds which begin at `index`.
fn end_of_bounds(tokens: &[TokenTree], mut index: usize) -> usize {
    while index < tokens.len() {
        let is_arrow = is_punct(tokens.get(index), '-') && is_punct(tokens.get(index + 1), '>');
        if is_arrow {
            index += 2;
        } else if is_punct(tokens.get(index), '<') {
            index = after_generics(tokens, index);
        } else if is_punct(tokens.get(index), ',') || is_punct(tokens.get(index), '>') {
            break;
        } else {
            index += 1;
        }
    }
    index
}

fn nameable(tokens: &[TokenTree]) -> Option<Tokens> {
    let (erased, has_opaque) = erase(tokens);
    (!has_opaque).then_some(erased)
}

/// `Pin<Box<dyn Future<Output = T> + Send>>` → `T`
fn find_associated(tokens: &[TokenTree], name: &str) -> Option<Tokens> {
    for index in 0..tokens.len() {
        if is_ident(tokens.get(index), name) && is_punct(tokens.get(index + 1), '=') {
            return Some(tokens[index + 2..end_of_bounds(tokens, index + 2)].to_vec());
        }
        if let Some(TokenTree::Group(group)) = tokens.get(index)
            && group.delimiter() != Delimiter::Brace
            && let Some(found) = find_associated(&group.stream().into_iter().collect::<Tokens>(), name)
        {
            return Some(found);
        }
    }
    None
}

/// `BoxFuture<'a, T>` → `T`
fn boxed_output(tokens: &[TokenTree]) -> Option<Tokens> {
    let name = path_end(tokens)?;
    if !(same_name(name, "BoxFuture") || same_name(name, "LocalBoxFuture")) {
        return None;
    }
    let comma = tokens.iter().position(|token| is_punct(Some(token), ','))?;
    Some(tokens[comma + 1..end_of_bounds(tokens, comma + 1)].to_vec())
}

/// A row of tokens as a stream.
pub(crate) fn stream(tokens: &[TokenTree]) -> TokenStream {
    tokens.iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::flatten;

    fn returned(written: &str) -> Returned {
        Returned::new(flatten(written.parse::<TokenStream>().expect("tokens")))
    }

    fn text(tokens: Option<Tokens>) -> Option<String> {
        tokens.map(|tokens| stream(&tokens).to_string().replace(' ', ""))
    }

    #[test]
    fn shapes() {
        for (written, shape) in [
            ("Result<T, E>", Shape::Value),
            ("!", Shape::Never),
            ("impl Future<Output = T> + Send", Shape::Future),
            ("impl ::core::future::Future<Output = T> + use<'_>", Shape::Future),
            ("impl Send + std::future::Future<Output = T>", Shape::Future),
            ("impl Iterator<Item = Box<dyn Future<Output = T>>>", Shape::Value),
            ("impl Stream<Item = T>", Shape::Stream),
            ("Result<impl Future<Output = T> + Send, E>", Shape::FutureInside),
            ("Result<Pin<Box<dyn Stream<Item = Result<T, E>>>>, E>", Shape::Stream),
            ("futures::stream::BoxStream<'a, T>", Shape::Stream),
            ("Pin<Box<impl Future<Output = T>>>", Shape::BoxedFuture),
            ("::std::pin::Pin<Box<dyn ::core::future::Future<Output = T> + Send + 'a>>", Shape::BoxedFuture),
            ("Pin<Box<dyn Stream<Item = T>>>", Shape::Stream),
            ("BoxFuture<'static, T>", Shape::BoxedFuture),
            ("Result<Pin<Box<dyn Future<Output = T>>>, E>", Shape::Value),
        ] {
            assert_eq!(returned(written).shape, shape, "{written}");
        }
    }

    #[test]
    fn only_names_that_everyone_knows_surely_end() {
        for (written, ends) in [
            ("", true),
            ("Result<(), Failed>", true),
            ("Result<Vec<String>, Box<dyn Error>>", true),
            ("Option<&'a str>", true),
            ("(u8, [bool; 4])", true),
            ("Response", false),
            ("Result<Response, Failed>", false),
            ("Self::Output", false),
        ] {
            assert_eq!(returned(written).surely_ends, ends, "{written}");
        }
    }

    #[test]
    fn opaque_parts_are_erased() {
        let erased = |written: &str| text(returned(written).nameable);
        assert_eq!(erased("Result<impl Stream<Item = Result<A, B>> + Send, E>").as_deref(), Some("Result<_,E>"));
        assert_eq!(erased("(impl Fn(A) -> B, u8)").as_deref(), Some("(_,u8)"));
        assert_eq!(erased("Option<Box<impl Trait + 'a>>").as_deref(), Some("Option<Box<_>>"));
        assert_eq!(erased("impl Iterator<Item = u8>"), None);
        assert_eq!(erased("Vec<fn(A) -> B>").as_deref(), Some("Vec<fn(A)->B>"));
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
