//! Finds the tokens that leave the code around them: `.await`, `return` and `?`.
//!
//! The search is over tokens, since it also has to see into macros (`format!("{}", self.name()?)`) and bodies.

use proc_macro2::{Span, TokenStream, TokenTree};

pub(crate) const AWAIT: &str = "`.await`";
pub(crate) const RETURN: &str = "`return`";
pub(crate) const QUESTION_MARK: &str = "`?`";

/// Returns the first of the wanted exits, at any depth.
pub(crate) fn find_exit(tokens: TokenStream, wanted: &[&'static str]) -> Option<(Span, &'static str)> {
    let mut follows_dot = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let exit = match &token {
            TokenTree::Group(group) => {
                if let Some(found) = find_exit(group.stream(), wanted) {
                    return Some(found);
                }
                None
            }
            TokenTree::Ident(word) if word == "await" && follows_dot => Some(AWAIT),
            TokenTree::Ident(word) if word == "return" => Some(RETURN),
            TokenTree::Punct(mark) if mark.as_char() == '?' => {
                let is_bound = matches!(tokens.peek(), Some(TokenTree::Ident(bound)) if bound == "Sized");
                (!is_bound).then_some(QUESTION_MARK)
            }
            _ => None,
        };
        follows_dot = matches!(&token, TokenTree::Punct(dot) if dot.as_char() == '.');
        if let Some(exit) = exit.filter(|exit| wanted.contains(exit)) {
            return Some((token.span(), exit));
        }
    }
    None
}
