//! Parses the `#[error_type(…)]` of each variant, and reports what is wrong with it.

use crate::{edit_distance::nearest, errors::Errors};
use proc_macro2::{Ident, Span};
use syn::{Attribute, Data, DeriveInput, Fields, Member, ext::IdentExt, spanned::Spanned};

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

/// A variant and its class. A struct is one variant without a name.
pub(super) struct Variant<'a> {
    pub(super) name: Option<&'a Ident>,
    pub(super) class: Class,
}

/// The error type that a variant counts as.
pub(super) enum Class {
    /// A variant of `ErrorType`.
    Is(&'static str),
    /// The error type of its only field.
    Transparent(Member),
}

/// One `#[error_type(…)]`.
struct ErrorTypeAttr {
    span: Span,
    /// `None` if there is not exactly one word.
    word: Option<Ident>,
}

/// Classifies each variant, in order. Invalid variants are reported and get a placeholder.
pub(super) fn classify<'a>(input: &'a DeriveInput, errors: &mut Errors) -> Vec<Variant<'a>> {
    let default = error_type_attr(&input.attrs, errors);
    let mut variant = |name: Option<&'a Ident>, attrs: &[Attribute], fields: &Fields| {
        let own = error_type_attr(attrs, errors);
        let class = class(own.as_ref().or(default.as_ref()), name.unwrap_or(&input.ident), fields);
        Variant { name, class: errors.ok_or_push(class).unwrap_or(Class::Is("Other")) }
    };
    match &input.data {
        Data::Enum(data) => data.variants.iter().map(|of| variant(Some(&of.ident), &of.attrs, &of.fields)).collect(),
        Data::Struct(data) => vec![variant(None, &[], &data.fields)],
        Data::Union(_) => Vec::new(),
    }
}

fn error_type_attr(attrs: &[Attribute], errors: &mut Errors) -> Option<ErrorTypeAttr> {
    let mut attrs = attrs.iter().filter(|attr| attr.path().is_ident("error_type"));
    let first = attrs.next()?;
    if let Some(second) = attrs.next() {
        errors.push(second.path().span(), "`error_type` is given twice: remove one");
    }
    Some(ErrorTypeAttr { span: first.path().span(), word: first.parse_args_with(Ident::parse_any).ok() })
}

fn class(attr: Option<&ErrorTypeAttr>, name: &Ident, fields: &Fields) -> syn::Result<Class> {
    let labels = || ERROR_TYPES.iter().map(|(label, _)| *label);
    let all_labels = || labels().collect::<Vec<_>>().join(", ");
    let (span, message) = match attr {
        None => {
            let all = all_labels();
            let put = "put `#[error_type(…)]` on it, or on the whole enum as the default";
            (name.span(), format!("`{name}` has no error type: {put} ({all}, or transparent)"))
        }
        Some(ErrorTypeAttr { span, word: None }) => {
            let message = "`error_type` wants one word: `#[error_type(rate_limit)]`, `#[error_type(transparent)]`";
            (*span, message.to_owned())
        }
        Some(ErrorTypeAttr { word: Some(word), .. }) if word == "transparent" => {
            let mut members = fields.members();
            if let (Some(field), None) = (members.next(), members.next()) {
                return Ok(Class::Transparent(field));
            }
            let instead = "`transparent` is for exactly one; give it an error type";
            (word.span(), format!("`{name}` has {} fields: {instead}", fields.len()))
        }
        Some(ErrorTypeAttr { word: Some(word), .. }) => {
            if let Some((_, error_type)) = ERROR_TYPES.iter().find(|(label, _)| word == label) {
                return Ok(Class::Is(error_type));
            }
            let hint = match nearest(&word.to_string(), labels().chain(["transparent"])) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("the error types are {}", all_labels()),
            };
            (word.span(), format!("unknown error type `{word}`: {hint}"))
        }
    };
    Err(syn::Error::new(span, message))
}
