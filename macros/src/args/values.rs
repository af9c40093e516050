//! Whether a value is of the kind that its key takes.

use super::{
    key_spec::{Key, KeySpec, ValueKind},
    nearest, usage,
};
use crate::{
    control_flow::{self, Exit},
    errors::Errors,
    tokens::{ends, peel_expr},
};
use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::{Expr, ExprClosure, ExprPath, Lit, Path, ext::IdentExt, parse_quote};

/// Returns the value, or the one that was clearly meant.
pub(super) fn check(
    spec: &KeySpec,
    name: &Ident,
    value: Option<syn::Result<Expr>>,
    errors: &mut Errors,
) -> Option<Expr> {
    let Some(value) = value else {
        if !spec.is_flag() {
            errors.push(name.span(), format!("`{name}` wants a value: `{name} = {}`", spec.example));
        }
        return None;
    };
    let value = value.map_err(|error| errors.add(error)).ok()?;
    let (place, _) = ends(&value);
    let wants = |what: &str| format!("`{name}` wants {what}: `{name} = {}`", spec.example);
    match spec.kind {
        ValueKind::Flag => {
            let is_false = matches!(peel_expr(&value), Expr::Lit(literal) if matches!(&literal.lit, Lit::Bool(flag) if !flag.value));
            let instead = if is_false { "leave it out" } else { "write it alone" };
            errors.push(place, format!("`{name}` takes no value: {instead}"));
            None
        }
        ValueKind::Expression => {
            check_expression(spec, &value, errors);
            Some(value)
        }
        ValueKind::Function | ValueKind::Usage => {
            check_function(spec, &value, place, errors);
            Some(value)
        }
        ValueKind::OneOf(words) => one_of(spec, words, &value, place, errors).map(name_as_value),
        ValueKind::Name => {
            if let Some(quoted) = literal(&value).and_then(quoted_name) {
                errors.push(place, format!("`{name}` wants a name without quotes: `{name} = {quoted}`"));
                return Some(name_as_value(quoted));
            }
            let bound = single_name(&value).filter(|bound| is_bindable(bound));
            if bound.is_none() {
                errors.push(place, wants("a name to bind"));
            }
            bound.cloned().map(name_as_value)
        }
        ValueKind::Path => {
            if let Some(path) = literal(&value).and_then(quoted_path) {
                let written = path.to_token_stream().to_string().replace(' ', "");
                errors.push(place, format!("`{name}` wants a path without quotes: `{name} = {written}`"));
                return Some(parse_quote!(#path));
            }
            let is_path = matches!(peel_expr(&value), Expr::Path(path) if is_plain_path(path));
            if !is_path {
                errors.push(place, wants("the path of the crate"));
            }
            is_path.then_some(value)
        }
    }
}

/// A label is evaluated once, at entry, also where the function is not async and returns no `Result`.
fn check_expression(spec: &KeySpec, value: &Expr, errors: &mut Errors) {
    let exits = [Exit::Await, Exit::Return, Exit::QuestionMark];
    if let Some((span, exit)) = control_flow::find(value.to_token_stream(), &exits) {
        let what = exit.written();
        errors.push(span, format!("{what} can't be used here: the value is evaluated once, before the body begins"));
    }
    if let Expr::Closure(closure) = peel_expr(value) {
        let (name, example) = (spec.name, spec.example);
        let place = closure.inputs_begin.spans[0];
        errors.push(place, format!("`{name}` wants a value, not a closure: `{name} = {example}`"));
    }
}

fn check_function(spec: &KeySpec, value: &Expr, place: Span, errors: &mut Errors) {
    let name = spec.name;
    match peel_expr(value) {
        Expr::Closure(closure) => check_closure(name, closure, errors),
        Expr::Lit(literal) => {
            let preset = match &literal.lit {
                Lit::Str(quoted) if spec.kind == ValueKind::Usage => nearest(&quoted.value(), usage::names()),
                _ => None,
            };
            let message = match (preset, spec.kind) {
                (Some(preset), _) => format!("a preset is a bare name: write `{name} = {preset}`, without quotes"),
                (None, ValueKind::Usage) => format!(
                    "`{name}` wants a closure, the path of a function, the name of a preset, or `none`: `{name} = {}`",
                    spec.example
                ),
                (None, _) => format!("`{name}` wants a closure or the path of a function: `{name} = {}`", spec.example),
            };
            errors.push(place, message);
        }
        Expr::Path(path) if spec.key == Key::Error => {
            if let Some(variant) = error_type(&path.path) {
                let message =
                    format!("`error` wants a function of the error: write `error = |_| ErrorType::{variant}`");
                errors.push(variant.span(), message);
            }
        }
        _ => {}
    }
}

fn check_closure(key: &str, closure: &ExprClosure, errors: &mut Errors) {
    let arity = closure.inputs.len();
    if arity != 1 {
        let place = closure.inputs_begin.spans[0];
        errors.push(place, format!("the closure of `{key}` takes one argument, this one takes {arity}"));
    }
    if let Some((span, exit)) = control_flow::find(closure.body.to_token_stream(), &[Exit::Await]) {
        let what = exit.written();
        errors.push(span, format!("{what} can't be used here: the closure is called when the function has ended"));
    }
}

/// The word, or the one that was meant; `None` where that is not clear.
fn one_of(spec: &KeySpec, words: &[&str], value: &Expr, place: Span, errors: &mut Errors) -> Option<Ident> {
    let key = spec.name;
    let is_known = |word: &Ident| words.iter().any(|known| word == known);
    if let Some(word) = literal(value).and_then(quoted_name).filter(is_known) {
        errors.push(place, format!("`{key}` wants a word without quotes: `{key} = {word}`"));
        return Some(word);
    }
    let given = single_name(value);
    if let Some(word) = given.filter(|word| is_known(word)) {
        return Some(word.clone());
    }
    let meant = given.and_then(|word| nearest(&word.to_string(), words.iter().copied()));
    let hint = meant.map(|meant| format!(": did you mean `{meant}`?")).unwrap_or_default();
    let words = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ");
    errors.push(place, format!("`{key}` is {words}{hint}"));
    meant.map(|meant| Ident::new(meant, place))
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

fn quoted_path(literal: &Lit) -> Option<Path> {
    let Lit::Str(quoted) = literal else { return None };
    quoted.parse_with(Path::parse_mod_style).ok()
}

fn literal(value: &Expr) -> Option<&Lit> {
    match peel_expr(value) {
        Expr::Lit(literal) => Some(&literal.lit),
        _ => None,
    }
}

fn name_as_value(name: Ident) -> Expr {
    Expr::Path(ExprPath { attrs: Vec::new(), qself: None, path: name.into() })
}

/// The `Timeout` of `ErrorType::Timeout`.
fn error_type(path: &Path) -> Option<&Ident> {
    let mut last = path.segments.iter().rev();
    let (variant, of) = (&last.next()?.ident, &last.next()?.ident);
    (of == "ErrorType" && variant.to_string().starts_with(char::is_uppercase)).then_some(variant)
}

/// Whether `let` can bind the name and the body can use it: syn parses these keywords as paths.
fn is_bindable(name: &Ident) -> bool {
    ["self", "Self", "super", "crate"].iter().all(|keyword| name != keyword)
}

/// `a::b`, `::a`, `crate::a`
fn is_plain_path(path: &ExprPath) -> bool {
    path.qself.is_none() && path.path.segments.iter().all(|segment| segment.arguments.is_none())
}
