//! Where tokens leave the code around them: `.await`, `return` and `?`.
//!
//! The search is over tokens, since it also has to see into macros (`format!("{}", self.name()?)`) and bodies.

use proc_macro2::{Span, TokenStream, TokenTree};

/// A way to leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Await,
    Return,
    QuestionMark,
}

impl Exit {
    /// As it is called in messages.
    pub(crate) fn written(self) -> &'static str {
        match self {
            Self::Await => "`.await`",
            Self::Return => "`return`",
            Self::QuestionMark => "`?`",
        }
    }
}

/// The first exit that is wanted, at any depth.
pub(crate) fn find(tokens: TokenStream, wanted: &[Exit]) -> Option<(Span, Exit)> {
    let mut follows_dot = false;
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let exit = match &token {
            TokenTree::Group(group) => {
                if let Some(found) = find(group.stream(), wanted) {
                    return Some(found);
                }
                None
            }
            TokenTree::Ident(word) if word == "await" && follows_dot => Some(Exit::Await),
            TokenTree::Ident(word) if word == "return" => Some(Exit::Return),
            TokenTree::Punct(mark) if mark.as_char() == '?' => {
                let is_bound = matches!(tokens.peek(), Some(TokenTree::Ident(bound)) if bound == "Sized");
                (!is_bound).then_some(Exit::QuestionMark)
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
