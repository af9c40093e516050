//! What `#[error_type(…)]` says of each variant, and what is wrong with it.

use super::parse::{Classified, Said, Variant};
use crate::{
    tokens::{TokenTree, same_name},
    validate::{Errors, nearest},
};

/// The error types as labels and as variants of `ErrorType`.
const ERROR_TYPES: &[(&str, &str)] = &[
    ("rate_limit", "RateLimit"),
    ("quota_exhausted", "QuotaExhausted"),
    ("overloaded", "Overloaded"),
    ("timeout", "Timeout"),
    ("context_overflow", "ContextOverflow"),
    ("auth", "Auth"),
    ("invalid_request", "InvalidRequest"),
    ("not_found", "NotFound"),
    ("content_filter", "ContentFilter"),
    ("connection", "Connection"),
    ("provider_error", "ProviderError"),
    ("cancelled", "Cancelled"),
    ("panic", "Panic"),
    ("other", "Other"),
];

/// What a variant counts as.
#[derive(Debug)]
pub(super) enum Arm<'a> {
    /// A variant of `ErrorType`.
    Is(&'static str),
    /// What its only field counts as.
    Transparent(&'a TokenTree),
}

/// One for each variant, in order; what can't be told is an error, and its arm of no account.
pub(super) fn arms<'a>(classified: &'a Classified, errors: &mut Errors) -> Vec<Arm<'a>> {
    // A struct is its own only variant.
    let default = if classified.is_enum { &*classified.default } else { &[] };
    let default = one(default, errors);
    let arm = |variant: &'a Variant| {
        let own = if classified.is_enum { &variant.said } else { &classified.default };
        if let Some(said) = one(own, errors).or(default) {
            arm(said, variant, errors)
        } else {
            errors.push(
                variant.name.span(),
                format!(
                    "`{}` has no error type: put `#[error_type(…)]` on it, or on the whole enum as the default ({}, or \
                     transparent)",
                    variant.name,
                    labels().collect::<Vec<_>>().join(", ")
                ),
            );
            Arm::Is("Other")
        }
    };
    classified.variants.iter().map(arm).collect()
}

fn labels() -> impl Iterator<Item = &'static str> {
    ERROR_TYPES.iter().map(|(label, _)| *label)
}

fn one<'a>(said: &'a [Said], errors: &mut Errors) -> Option<&'a Said> {
    if let Some(second) = said.get(1) {
        errors.push(second.span, "`error_type` is given twice: remove one");
    }
    said.first()
}

fn arm<'a>(said: &Said, variant: &'a Variant, errors: &mut Errors) -> Arm<'a> {
    let [TokenTree::Ident(word)] = said.words.as_slice() else {
        errors
            .push(said.span, "`error_type` wants one word: `#[error_type(rate_limit)]`, `#[error_type(transparent)]`");
        return Arm::Is("Other");
    };
    if same_name(word, "transparent") {
        if let [field] = variant.fields.as_slice() {
            return Arm::Transparent(field);
        }
        let fields = variant.fields.len();
        errors.push(
            word.span(),
            format!("`{}` has {fields} fields: `transparent` asks the only one; give it an error type", variant.name),
        );
        return Arm::Is("Other");
    }
    let word_text = word.to_string();
    if let Some((_, known)) = ERROR_TYPES.iter().find(|(label, _)| *label == word_text) {
        return Arm::Is(known);
    }
    let hint = match nearest(&word_text, labels().chain(["transparent"])) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("the error types are {}", labels().collect::<Vec<_>>().join(", ")),
    };
    errors.push(word.span(), format!("unknown error type `{word}`: {hint}"));
    Arm::Is("Other")
}
