//! The impl.

use super::{
    classification::Arm,
    parse::{Classified, Variant},
};
use crate::{
    expand::template,
    parse::stream,
    tokens::{Span, TokenStream, TokenTree},
};

/// ```text
/// impl<T: Clone> ClassifyError for Failed<T> where … {
///     fn error_type(&self) -> ErrorType {
///         match self {
///             Self::Busy { .. } => ErrorType::RateLimit,
///             Self::Io { 0: inner, .. } => (&&&&&ErrorProbe(Some(inner))).failed().unwrap_or(ErrorType::Other),
///         }
///     }
/// }
/// ```
///
/// Of the traits of the probes a type needs only some, or none: that they are unused is no news.
pub(super) fn expand(classified: &Classified, arms: &[Arm<'_>]) -> TokenStream {
    let span = Span::mixed_site();
    let all: TokenStream =
        classified.variants.iter().zip(arms).flat_map(|(variant, arm)| expand_arm(classified, variant, arm)).collect();
    let matching = if classified.variants.is_empty() {
        template("match *self {}", span, &[])
    } else {
        template("match self { $all }", span, &[("all", &all)])
    };
    let name = TokenTree::Ident(classified.name.clone()).into();
    template(
        "#[automatically_derived]
        impl<$parameters> ::agent_metrics::ClassifyError for $name<$arguments> $bounds {
            fn error_type(&self) -> ::agent_metrics::ErrorType {
                #[allow(unused_imports)]
                use ::agent_metrics::__private::probes::*;
                $matching
            }
        }",
        span,
        &[
            ("parameters", &stream(&classified.parameters)),
            ("name", &name),
            ("arguments", &stream(&classified.arguments)),
            ("bounds", &stream(&classified.bounds)),
            ("matching", &matching),
        ],
    )
}

/// A pattern in braces fits every kind of variant.
fn expand_arm(classified: &Classified, variant: &Variant, arm: &Arm<'_>) -> TokenStream {
    let span = Span::mixed_site();
    let path = if classified.is_enum {
        let name = TokenTree::Ident(variant.name.clone()).into();
        template("Self::$name", span, &[("name", &name)])
    } else {
        template("Self", span, &[])
    };
    match arm {
        Arm::Is(error_type) => {
            let source = format!("$path {{ .. }} => ::agent_metrics::ErrorType::{error_type},");
            template(&source, span, &[("path", &path)])
        }
        Arm::Transparent(field) => {
            let field = (*field).clone().into();
            template(
                "$path { $field: __inner, .. } =>
                    (&&&&&::agent_metrics::__private::ErrorProbe(::core::option::Option::Some(__inner)))
                        .failed()
                        .unwrap_or(::agent_metrics::ErrorType::Other),",
                span,
                &[("path", &path), ("field", &field)],
            )
        }
    }
}
