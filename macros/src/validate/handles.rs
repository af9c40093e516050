//! The name of the handle.

use super::{Errors, Keys};
use crate::{
    parse::Function,
    tokens::{Delimiter, Spacing, TokenTree, Tokens, flatten, group, is_ident},
};

/// A parameter of the same name would silently be hidden from the body.
pub(super) fn check(keys: &mut Keys, function: &Function, errors: &mut Errors) {
    let Some([TokenTree::Ident(handle)]) = keys.get("handle").map(|handle| handle.value.as_slice()) else { return };
    let name = handle.to_string();
    let head = flatten(function.head.iter().cloned());
    let is_parameter = head
        .iter()
        .skip_while(|token| !is_ident(Some(token), "fn"))
        .filter_map(|token| group(Some(token), Delimiter::Parenthesis))
        .any(|parameters| names(&parameters.stream().into_iter().collect::<Tokens>(), &name));
    if is_parameter {
        errors.push(handle.span(), format!("a parameter of this function is called `{name}` too: take another name"));
        keys.forget("handle");
    }
}

/// Whether one of them is `name: …`.
fn names(parameters: &[TokenTree], name: &str) -> bool {
    parameters.windows(2).any(|two| match two {
        [word, TokenTree::Punct(colon)] => {
            is_ident(Some(word), name) && colon.as_char() == ':' && colon.spacing() == Spacing::Alone
        }
        _ => false,
    })
}
