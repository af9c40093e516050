//! Whether a value is of the kind that its key takes.

use super::{
    Errors, control_flow,
    known::{Known, Takes},
    quoted,
    similar::nearest,
    usage,
};
use crate::{
    parse::{Argument, closure_arity},
    tokens::{Ident, Spacing, TokenTree, Tokens, is_ident, is_punct, same_name},
};

/// The value as it goes on: where it is wrong in a way that is clear, the right one.
pub(super) fn check(known: &Known, argument: Argument, errors: &mut Errors) -> Tokens {
    let Argument { key, value } = argument;
    let Some(value) = value else {
        if known.takes != Takes::Nothing {
            errors.push(key.span(), format!("`{key}` wants a value: `{key} = {}`", known.example));
        }
        return Tokens::new();
    };
    let Some(first) = value.first() else { return value };
    if let Some(TokenTree::Punct(last)) = value.last().filter(|last| is_unfinished(last)) {
        errors.push(last.span(), format!("expected more of the value of `{key}` after `{last}`"));
        return Tokens::new();
    }
    let wants = |what: &str| format!("`{key}` wants {what}: `{key} = {}`", known.example);
    match known.takes {
        Takes::Nothing => {
            let instead = match first {
                TokenTree::Ident(word) if same_name(word, "false") => "leave it out",
                _ => "write it alone",
            };
            errors.push(first.span(), format!("`{key}` takes no value: {instead}"));
            return Tokens::new();
        }
        Takes::Expression => {
            control_flow::refuse(&value, errors);
            if let Some((_, bar)) = closure_arity(&value) {
                errors.push(bar, format!("`{key}` wants a value, not a closure: `{key} = {}`", known.example));
            }
        }
        Takes::Function | Takes::Usage => check_function(known, &value, errors),
        Takes::Name => {
            if let Some(name) = quoted::name(&value) {
                errors.push(first.span(), format!("`{key}` wants a name without quotes: `{key} = {name}`"));
                return vec![TokenTree::Ident(name)];
            }
            if !is_bindable(&value) {
                errors.push(first.span(), wants("a name to bind"));
                return Tokens::new();
            }
        }
        Takes::OneOf(words) => {
            return one_of(known, words, &value, errors).map(|word| vec![TokenTree::Ident(word)]).unwrap_or_default();
        }
        Takes::Path => {
            if let Some(path) = quoted::unquoted(&value).filter(|path| is_path(path)) {
                let written = quoted::content(&value).unwrap_or_default();
                errors.push(first.span(), format!("`{key}` wants a path without quotes: `{key} = {written}`"));
                return path;
            }
            if !is_path(&value) {
                errors.push(first.span(), wants("the path of the crate"));
                return Tokens::new();
            }
        }
    }
    value
}

fn check_function(known: &Known, value: &[TokenTree], errors: &mut Errors) {
    let (key, example) = (known.name, known.example);
    let wants = match known.takes {
        Takes::Usage => "a closure, the path of a function, the name of a preset, or `none`",
        _ => "a closure or the path of a function",
    };
    if let Some((arity, span)) = closure_arity(value) {
        if arity != 1 {
            errors.push(span, format!("the closure of `{key}` takes one argument, this one takes {arity}"));
        }
        control_flow::refuse_await(value, errors);
        return;
    }
    let preset = quoted::content(value).filter(|_| known.takes == Takes::Usage);
    let preset = preset.and_then(|written| nearest(&written, usage::names()));
    if let Some(variant) = constant(value).filter(|_| key == "error") {
        let message = format!("`error` wants a function of the error: write `error = |_| ErrorType::{variant}`");
        return errors.push(variant.span(), message);
    }
    match (value, preset) {
        ([literal], Some(preset)) => {
            errors.push(literal.span(), format!("a preset is a bare name: write `{key} = {preset}`, without quotes"));
        }
        ([literal @ TokenTree::Literal(_), ..], _) => {
            errors.push(literal.span(), format!("`{key}` wants {wants}: `{key} = {example}`"));
        }
        ([TokenTree::Ident(word)], _) if ["true", "false"].contains(&&*word.to_string()) => {
            errors.push(word.span(), format!("`{key}` wants {wants}: `{key} = {example}`"));
        }
        _ => {}
    }
}

/// The word, or the one that was meant; none where it is not clear.
fn one_of(known: &Known, words: &[&str], value: &[TokenTree], errors: &mut Errors) -> Option<Ident> {
    let (key, first) = (known.name, value.first()?);
    let written = quoted::name(value);
    if let Some(word) = written.filter(|word| words.contains(&&*word.to_string())) {
        errors.push(first.span(), format!("`{key}` wants a word without quotes: `{key} = {word}`"));
        return Some(word);
    }
    let [TokenTree::Ident(given)] = value else {
        errors.push(first.span(), format!("`{key}` is {}", either(words)));
        return None;
    };
    let word = given.to_string();
    if words.contains(&&*word) {
        return Some(given.clone());
    }
    let meant = nearest(&word, words.iter().copied());
    let hint = meant.map(|meant| format!(": did you mean `{meant}`?")).unwrap_or_default();
    errors.push(given.span(), format!("`{key}` is {}{hint}", either(words)));
    meant.map(|meant| Ident::new(meant, given.span()))
}

/// `a` or `b`
fn either(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" or ")
}

/// The `Timeout` of `ErrorType::Timeout`.
fn constant(value: &[TokenTree]) -> Option<&Ident> {
    match value {
        [.., of, _, _, TokenTree::Ident(variant)] if is_ident(Some(of), "ErrorType") => {
            variant.to_string().starts_with(char::is_uppercase).then_some(variant)
        }
        _ => None,
    }
}

/// `self.`, `a +`: it is still being typed. Generics may end a value, and `?` has an error of its own.
fn is_unfinished(last: &TokenTree) -> bool {
    matches!(last, TokenTree::Punct(punct) if !matches!(punct.as_char(), '>' | '?'))
}

/// One name that `let` can bind and the body can use.
fn is_bindable(value: &[TokenTree]) -> bool {
    const KEYWORDS: &[&str] = &[
        "_", "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern", "false",
        "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref", "return", "self",
        "Self", "static", "struct", "super", "trait", "true", "type", "unsafe", "use", "where", "while",
    ];
    matches!(value, [TokenTree::Ident(name)] if !KEYWORDS.contains(&&*name.to_string()))
}

/// `a::b`, `::a`, `crate::a`
fn is_path(mut value: &[TokenTree]) -> bool {
    let after_colons = |value: &[TokenTree]| {
        let joint = matches!(value.first(), Some(TokenTree::Punct(colon)) if colon.spacing() == Spacing::Joint);
        joint && is_punct(value.first(), ':') && is_punct(value.get(1), ':')
    };
    if after_colons(value) {
        value = &value[2..];
    }
    loop {
        match value {
            [TokenTree::Ident(_)] => return true,
            [TokenTree::Ident(_), rest @ ..] if after_colons(rest) => value = &rest[2..],
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::errors_of;
    use crate::Attribute;

    #[test]
    fn a_value_of_the_wrong_kind_is_told_the_right_one() {
        for (written, message) in [
            ("model", "`model` wants a value: `model = self.model`"),
            ("model = |r| r", "`model` wants a value, not a closure: `model = self.model`"),
            ("stream = true", "`stream` takes no value: write it alone"),
            ("stream = false", "`stream` takes no value: leave it out"),
            ("handle = \"call\"", "`handle` wants a name without quotes: `handle = call`"),
            ("handle = self", "`handle` wants a name to bind: `handle = call`"),
            ("handle = a.b", "`handle` wants a name to bind: `handle = call`"),
            ("crate = \"a::b\"", "`crate` wants a path without quotes: `crate = a::b`"),
            ("model = self.", "expected more of the value of `model` after `.`"),
            ("error = ErrorType::Auth", "`error` wants a function of the error: write `error = |_| ErrorType::Auth`"),
            ("crate = a.b", "`crate` wants the path of the crate: `crate = my_crate::agent_metrics`"),
            ("usage = \"OpenAI\"", "a preset is a bare name: write `usage = openai`, without quotes"),
            (
                "usage = 5",
                "`usage` wants a closure, the path of a function, the name of a preset, or `none`: \
                 `usage = |response| …`",
            ),
            ("usage = |a, b| a", "the closure of `usage` takes one argument, this one takes 2"),
            ("error = \"x\"", "`error` wants a closure or the path of a function: `error = |error| …`"),
            ("error = || x", "the closure of `error` takes one argument, this one takes 0"),
        ] {
            assert_eq!(errors_of(Attribute::LlmMetered, written), [message], "{written}");
        }
    }

    #[test]
    fn paths_and_names_are_taken_as_they_are() {
        for written in ["crate = ::a::b", "crate = a", "handle = r#type", "error = a::b::<C>", "usage = none"] {
            assert!(errors_of(Attribute::LlmMetered, written).is_empty(), "{written}");
        }
    }
}
