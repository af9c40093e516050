//! Checks that a value is of the kind that its key takes.

use super::{
    key_spec::{Key, KeySpec, ValueKind},
    usage,
};
use crate::{
    control_flow::{self, AWAIT, QUESTION_MARK, RETURN},
    edit_distance::nearest,
    errors::Errors,
    token_trees::{first_and_last_span, peel_expr},
};
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::{Expr, ExprPath, Lit, Path, ext::IdentExt, parse_quote};

/// Checks a value, and returns it or the one that was clearly meant.
pub(super) fn check(spec: &KeySpec, key: Span, value: Option<syn::Result<Expr>>, errors: &mut Errors) -> Option<Expr> {
    let Some(value) = value else {
        if !spec.is_flag() {
            errors.push(key, spec.wants("a value"));
        }
        return None;
    };
    let value = errors.ok_or_push(value)?;
    let (place, _) = first_and_last_span(&value);
    match spec.kind {
        ValueKind::Flag => {
            let is_false = matches!(literal(&value), Some(Lit::Bool(flag)) if !flag.value);
            let instead = if is_false { "leave it out" } else { "write it alone" };
            errors.push(place, format!("`{}` takes no value: {instead}", spec.name));
            return None;
        }
        ValueKind::Expression => {
            let exits = [AWAIT, RETURN, QUESTION_MARK];
            // Also where the function is not async, and returns no `Result`.
            check_exits(&value, &exits, "the value is evaluated once, before the body begins", errors);
            if let Expr::Closure(closure) = peel_expr(&value) {
                errors.push(closure.inputs_begin.spans[0], spec.wants("a value, not a closure"));
            }
        }
        ValueKind::Function | ValueKind::Usage => check_function(spec, &value, place, errors),
        ValueKind::Name | ValueKind::Path | ValueKind::OneOf(_) => {
            return check_path(spec, &value, place, errors).map(Expr::Path);
        }
    }
    Some(value)
}

fn check_exits(code: &Expr, exits: &[&'static str], because: &str, errors: &mut Errors) {
    if let Some((span, exit)) = control_flow::find_exit(code.to_token_stream(), exits) {
        errors.push(span, format!("{exit} can't be used here: {because}"));
    }
}

fn check_function(spec: &KeySpec, value: &Expr, place: Span, errors: &mut Errors) {
    let name = spec.name;
    match peel_expr(value) {
        Expr::Closure(closure) => {
            let arity = closure.inputs.len();
            if arity != 1 {
                let place = closure.inputs_begin.spans[0];
                errors.push(place, format!("the closure of `{name}` takes one argument, this one takes {arity}"));
            }
            check_exits(&closure.body, &[AWAIT], "the closure is called when the function has ended", errors);
        }
        Expr::Lit(literal) => {
            let preset = match &literal.lit {
                Lit::Str(quoted) if spec.kind == ValueKind::Usage => nearest(&quoted.value(), usage::names()),
                _ => None,
            };
            let as_bare = |preset| format!("a preset is a bare name: write `{name} = {preset}`, without quotes");
            errors.push(place, preset.map_or_else(|| spec.wants(spec.kind.description()), as_bare));
        }
        Expr::Path(path) if matches!(spec.key, Key::Error | Key::Failed) => {
            if let Some(variant) = error_type(&path.path) {
                let message = if spec.key == Key::Error {
                    format!("`error` wants a function of the error: write `error = |_| ErrorType::{variant}`")
                } else {
                    format!(
                        "`failed` wants a function of the success: write `failed = |value| (…).then_some(ErrorType::{variant})`"
                    )
                };
                errors.push(variant.span(), message);
            }
        }
        _ => {}
    }
}

/// Checks a name, a path or a word, which is not evaluated, and returns it or the one that was meant.
fn check_path(spec: &KeySpec, value: &Expr, place: Span, errors: &mut Errors) -> Option<ExprPath> {
    let key = spec.name;
    let written = match (peel_expr(value), literal(value)) {
        (Expr::Path(path), _) => Some(path.clone()),
        (_, Some(Lit::Str(quoted))) => quoted.parse::<ExprPath>().ok(),
        _ => None,
    };
    let (what, fits): (_, &dyn Fn(&ExprPath) -> bool) = match spec.kind {
        ValueKind::OneOf(words) => ("a word", &|path| words.iter().any(|word| path.path.is_ident(word))),
        ValueKind::Path => ("a path", &is_plain_path),
        _ => ("a name", &is_bindable),
    };
    if let Some(path) = written.as_ref().filter(|path| fits(path)) {
        if literal(value).is_some() {
            let path = path.to_token_stream().to_string().replace(' ', "");
            errors.push(place, format!("`{key}` wants {what} without quotes: `{key} = {path}`"));
        }
        return written;
    }
    let ValueKind::OneOf(words) = spec.kind else {
        errors.push(place, spec.wants(spec.kind.description()));
        return None;
    };
    let meant = single_name(value).and_then(|word| nearest(&word.to_string(), words.iter().copied()));
    let hint = meant.map(|meant| format!(": did you mean `{meant}`?")).unwrap_or_default();
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    errors.push(place, format!("`{key}` is {}{hint}", words.join(" or ")));
    meant.map(|meant| {
        let meant = Ident::new(meant, place);
        parse_quote!(#meant)
    })
}

/// A value that is one name.
pub(super) fn single_name(value: &Expr) -> Option<&Ident> {
    match peel_expr(value) {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident(),
        _ => None,
    }
}

/// The name between quotes, at their place: with it one mistake stays one error.
pub(super) fn quoted_name(literal: &Lit) -> Option<Ident> {
    let Lit::Str(quoted) = literal else { return None };
    quoted.parse_with(Ident::parse_any).ok()
}

fn literal(value: &Expr) -> Option<&Lit> {
    match peel_expr(value) {
        Expr::Lit(literal) => Some(&literal.lit),
        _ => None,
    }
}

/// The `Timeout` of `ErrorType::Timeout`.
fn error_type(path: &Path) -> Option<&Ident> {
    let mut last = path.segments.iter().rev();
    let (variant, of) = (&last.next()?.ident, &last.next()?.ident);
    (of == "ErrorType" && variant.to_string().starts_with(char::is_uppercase)).then_some(variant)
}

/// True if `let` can bind the name and the body can use it: syn parses these keywords as paths.
fn is_bindable(path: &ExprPath) -> bool {
    let keywords = ["self", "Self", "super", "crate"];
    path.qself.is_none() && path.path.get_ident().is_some_and(|name| keywords.iter().all(|keyword| name != keyword))
}

/// `a::b`, `::a`, `crate::a`
fn is_plain_path(path: &ExprPath) -> bool {
    path.qself.is_none() && path.path.segments.iter().all(|segment| segment.arguments.is_none())
}
