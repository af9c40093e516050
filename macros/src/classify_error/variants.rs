//! Parses the `#[error_type(…)]` of each variant, and reports what is wrong with it.

use crate::{
    edit_distance::nearest,
    errors::Errors,
    token_trees::{first_and_last_span, peel_expr},
};
use proc_macro2::{Ident, Span};
use syn::{
    Attribute, Data, DeriveInput, Expr, Fields, Member, Token, Type,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    spanned::Spanned,
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
    /// What a function of references to its fields returns.
    With(Expr, Vec<(Member, Type)>),
}

/// One `#[error_type(…)]`.
struct ErrorTypeAttr {
    span: Span,
    /// `None` if it is neither of these.
    argument: Option<Argument>,
}

/// What stands in the parentheses: `rate_limit`, `with = |status| …`
struct Argument {
    word: Ident,
    value: Option<Expr>,
}

impl Parse for Argument {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word = Ident::parse_any(input)?;
        let value = input.parse::<Option<Token![=]>>()?.map(|_| input.parse()).transpose()?;
        input.parse::<Option<Token![,]>>()?;
        Ok(Self { word, value })
    }
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
    Some(ErrorTypeAttr { span: first.path().span(), argument: first.parse_args().ok() })
}

fn class(attr: Option<&ErrorTypeAttr>, name: &Ident, fields: &Fields) -> syn::Result<Class> {
    let labels = || ERROR_TYPES.iter().map(|(label, _)| *label);
    let all_labels = || labels().collect::<Vec<_>>().join(", ");
    let (span, message) = match attr {
        None => {
            let all = all_labels();
            let put = "put `#[error_type(…)]` on it, or on the whole enum as the default";
            (name.span(), format!("`{name}` has no error type: {put} ({all}, transparent, or with = a function)"))
        }
        Some(ErrorTypeAttr { span, argument: None }) => {
            let message = "`error_type` wants one word or a function: `#[error_type(rate_limit)]`, \
                           `#[error_type(transparent)]`, `#[error_type(with = |field| …)]`";
            (*span, message.to_owned())
        }
        Some(ErrorTypeAttr { argument: Some(Argument { word, value: Some(function) }), .. }) if word == "with" => {
            return with(function, name, fields);
        }
        Some(ErrorTypeAttr { argument: Some(Argument { word, value: None }), .. }) if word == "with" => {
            (word.span(), "`with` wants a function of the fields: `#[error_type(with = |field| …)]`".to_owned())
        }
        Some(ErrorTypeAttr { argument: Some(Argument { word, value: Some(_) }), .. }) => {
            (word.span(), format!("`{word}` takes no value: a function is `with = |field| …`"))
        }
        Some(ErrorTypeAttr { argument: Some(Argument { word, .. }), .. }) if word == "transparent" => {
            let mut members = fields.members();
            if let (Some(field), None) = (members.next(), members.next()) {
                return Ok(Class::Transparent(field));
            }
            let instead = "`transparent` is for exactly one; give it an error type, or a function of them by `with`";
            (word.span(), format!("`{name}` has {} fields: {instead}", fields.len()))
        }
        Some(ErrorTypeAttr { argument: Some(Argument { word, .. }), .. }) => {
            if let Some((_, error_type)) = ERROR_TYPES.iter().find(|(label, _)| word == label) {
                return Ok(Class::Is(error_type));
            }
            let hint = match nearest(&word.to_string(), labels().chain(["transparent", "with"])) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("the error types are {}", all_labels()),
            };
            (word.span(), format!("unknown error type `{word}`: {hint}"))
        }
    };
    Err(syn::Error::new(span, message))
}

/// Checks the function of a `with`, which takes a reference to each field, in order.
fn with(function: &Expr, name: &Ident, fields: &Fields) -> syn::Result<Class> {
    match peel_expr(function) {
        Expr::Closure(closure) if closure.inputs.len() != fields.len() => {
            let (takes, has) = (closure.inputs.len(), fields.len());
            let message =
                format!("`{name}` has {}, and the closure takes {takes}: it takes a reference to each", plural(has));
            return Err(syn::Error::new(closure.inputs_begin.spans[0], message));
        }
        Expr::Closure(_) | Expr::Path(_) => {}
        _ => {
            let message = "`with` wants a path or a closure: `with = error_type_of`, `with = |field| …`";
            return Err(syn::Error::new(first_and_last_span(function).0, message));
        }
    }
    let types = fields.iter().map(|field| field.ty.clone());
    Ok(Class::With(function.clone(), fields.members().zip(types).collect()))
}

fn plural(fields: usize) -> String {
    format!("{fields} field{}", if fields == 1 { "" } else { "s" })
}
