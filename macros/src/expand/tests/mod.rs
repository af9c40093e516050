//! Compares expansions as tokens: a change of one shows here. `P` is `::agent_metrics::__private`.

mod any_tokens;
mod futures;
mod llm_calls;
mod off;
mod streams;
mod values;

use crate::{attribute_kind::AttributeKind, attributed_fn::Mode, expand};
use proc_macro2::TokenStream;

fn expansion(attribute: AttributeKind, mode: Mode, arguments: &str, item: &str) -> String {
    let tokens = |written: &str| written.parse::<TokenStream>().expect("tokens");
    expand::attribute(attribute, mode, tokens(arguments), tokens(item)).to_string()
}

/// Without what the two sides of a comparison may write differently.
fn bare(written: &str) -> String {
    let bare: String = written.chars().filter(|character| !character.is_whitespace()).collect();
    bare.replace("::agent_metrics::__private::", "P::").replace(",)", ")")
}

macro_rules! expands {
    ($attribute:ident $mode:ident [$($arguments:tt)*] { $($item:tt)* } => $($expected:tt)*) => {
        let (attribute, mode) =
            ($crate::attribute_kind::AttributeKind::$attribute, $crate::attributed_fn::Mode::$mode);
        let expansion =
            $crate::expand::tests::expansion(attribute, mode, stringify!($($arguments)*), stringify!($($item)*));
        let bare = $crate::expand::tests::bare;
        assert_eq!(bare(&expansion), bare(stringify!($($expected)*)));
    };
}
use expands;
