//! Whether the error that a function returns may hold a borrow, or be of a type that the caller chooses: then it need not be
//! `'static`, and can't be asked as one. Only names are seen here, so an alias that hides a lifetime is taken for `'static`.

use super::arguments::after_generics;
use crate::tokens::{Ident, TokenTree, Tokens, is_ident, is_punct, same_name};

/// `returned`: the return type; `generics`: the function's own parameters, with what its `where` says of them.
pub(super) fn may_borrow(returned: &[TokenTree], generics: &[TokenTree]) -> bool {
    // Who declares `E: Error + 'static` says so for all of them: it is the same error.
    let parameters = if names_static(generics) { Tokens::new() } else { generics.to_vec() };
    in_results(returned, &parameters)
}

/// Looks at the error of each `Result` in the type.
fn in_results(tokens: &[TokenTree], parameters: &[TokenTree]) -> bool {
    let at = |index: usize| match &tokens[index] {
        TokenTree::Group(group) => in_results(&group.stream().into_iter().collect::<Tokens>(), parameters),
        TokenTree::Ident(name) if is_punct(tokens.get(index + 1), '<') => {
            let arguments = split(&tokens[index + 2..after_generics(tokens, index + 1).max(index + 3) - 1]);
            match arguments.as_slice() {
                [_, error] if same_name(name, "Result") && !is_lifetime(arguments[0]) => borrows(error, parameters),
                // In the standard library's results of locks the error has the guard.
                _ if same_name(name, "LockResult") || same_name(name, "TryLockResult") => true,
                _ => is_alias(name) && arguments.iter().any(|argument| is_lifetime(argument)),
            }
        }
        _ => false,
    };
    (0..tokens.len()).any(at)
}

fn is_alias(name: &Ident) -> bool {
    name.to_string().ends_with("Result")
}

/// `A, B<C, D>` → `A` and `B<C, D>`
fn split(tokens: &[TokenTree]) -> Vec<&[TokenTree]> {
    let (mut parts, mut start, mut index) = (Vec::new(), 0, 0);
    while index < tokens.len() {
        if is_punct(tokens.get(index), ',') {
            parts.push(&tokens[start..index]);
            start = index + 1;
        }
        index = if is_punct(tokens.get(index), '<') { after_generics(tokens, index) } else { index + 1 };
    }
    parts.push(&tokens[start.min(tokens.len())..]);
    parts.retain(|part| !part.is_empty());
    parts
}

/// `'a` alone
fn is_lifetime(tokens: &[TokenTree]) -> bool {
    tokens.len() == 2 && is_punct(tokens.first(), '\'') && !is_ident(tokens.get(1), "static")
}

/// A lifetime, a reference, a parameter of the function, or `C::Error`.
fn borrows(tokens: &[TokenTree], parameters: &[TokenTree]) -> bool {
    let at = |index: usize| match &tokens[index] {
        TokenTree::Group(group) => borrows(&group.stream().into_iter().collect::<Tokens>(), parameters),
        TokenTree::Punct(punct) if punct.as_char() == '\'' => !is_ident(tokens.get(index + 1), "static"),
        TokenTree::Punct(punct) if punct.as_char() == '&' => !is_static(&tokens[index + 1..]),
        TokenTree::Ident(name) if index == 0 || !is_punct(tokens.get(index - 1), ':') => {
            let is_parameter = parameters.iter().any(|known| is_ident(Some(known), &name.to_string()));
            let is_projection = is_punct(tokens.get(index + 1), ':') && is_type(name);
            is_parameter && index.checked_sub(1).is_none_or(|before| !is_punct(tokens.get(before), '\''))
                || is_projection
        }
        _ => false,
    };
    (0..tokens.len()).any(at)
}

/// The name of a type, as opposed to a module's. What `Self` stands for is mostly known.
fn is_type(name: &Ident) -> bool {
    let name = name.to_string();
    name != "Self" && name.starts_with(char::is_uppercase)
}

fn names_static(tokens: &[TokenTree]) -> bool {
    (0..tokens.len()).any(|index| is_static(&tokens[index..]))
}

/// `'static …`
fn is_static(tokens: &[TokenTree]) -> bool {
    is_punct(tokens.first(), '\'') && is_ident(tokens.get(1), "static")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::{TokenStream, flatten};

    fn tokens(written: &str) -> Tokens {
        flatten(written.parse::<TokenStream>().expect("tokens"))
    }

    #[test]
    fn errors_that_may_borrow() {
        for (returned, generics) in [
            ("Result<u8, Borrowed<'a>>", ""),
            ("Result<u8, Borrowed<'_>>", ""),
            ("Result<u8, SendError<&'a str>>", ""),
            ("Result<u8, Box<dyn Error + 'a>>", ""),
            ("Result<u8, C::Error>", ""),
            ("Result<u8, <C as Client>::Error>", "<C: Client>"),
            ("Result<u8, E>", "<E: Error + Send>"),
            ("Result<u8, (E, u8)>", "<E>"),
            ("io::Result<Result<u8, E>>", "<E>"),
            ("impl Future<Output = Result<u8, C::Error>> + Send", ""),
            ("Pin<Box<dyn Future<Output = Result<u8, E>> + 'a>>", "<E>"),
            ("LockResult<MutexGuard<'_, u8>>", ""),
            ("ParseResult<'a, u8>", ""),
        ] {
            assert!(may_borrow(&tokens(returned), &tokens(generics)), "{returned}");
        }
    }

    #[test]
    fn errors_that_do_not() {
        for (returned, generics) in [
            ("", ""),
            ("u8", "<E>"),
            ("Result<&'a str, io::Error>", "<'a>"),
            ("Result<Borrowed<'_>, anyhow::Error>", ""),
            ("io::Result<&str>", ""),
            ("Result<T, Box<dyn Error + Send + Sync + 'static>>", "<T>"),
            ("Result<u8, &'static str>", ""),
            ("Result<u8, Self::Error>", ""),
            ("Result<u8, E>", "<E: Error + 'static>"),
            ("Result<u8, E>", ""),
            ("Result<HashMap<T, E>, Failed>", "<T, E>"),
            ("Option<Borrowed<'a>>", "<'a>"),
        ] {
            assert!(!may_borrow(&tokens(returned), &tokens(generics)), "{returned}");
        }
    }
}
