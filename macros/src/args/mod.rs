//! Parses the arguments of an attribute, sorts them by key, and checks them. All errors are reported at once.

mod cross_checks;
mod key_spec;
mod malformed;
mod parse;
mod positional;
mod suggestion;
#[cfg(test)]
mod tests;
mod usage;
mod values;

pub(crate) use cross_checks::cross_checks;
pub(crate) use key_spec::Key;
pub(crate) use usage::UsageSource;

use crate::{attribute_kind::AttributeKind, errors::Errors};
use key_spec::KeySpec;
use parse::Argument;
use proc_macro2::{Ident, Span, TokenStream};
use suggestion::Suggestion;
use syn::{Expr, Token, parse::Parser, punctuated::Punctuated};

/// The arguments of an attribute, each key at most once.
#[derive(Default)]
pub(crate) struct Args {
    /// `worker` of `#[process_metric(worker)]`.
    pub(crate) positional: Option<Ident>,
    keyed: Vec<KeyedArg>,
}

/// A key as it was written, with its value.
pub(crate) struct KeyedArg {
    key: Key,
    /// The place of the key.
    pub(crate) span: Span,
    /// `None` for a flag, and for a value that was reported.
    pub(crate) value: Option<Expr>,
}

impl Args {
    pub(crate) fn get(&self, key: Key) -> Option<&KeyedArg> {
        self.keyed.iter().find(|arg| arg.key == key)
    }

    pub(crate) fn has(&self, key: Key) -> bool {
        self.get(key).is_some()
    }

    pub(crate) fn value(&self, key: Key) -> Option<&Expr> {
        self.get(key)?.value.as_ref()
    }

    /// A value that is one name.
    pub(crate) fn name(&self, key: Key) -> Option<&Ident> {
        values::single_name(self.value(key)?)
    }

    /// Removes a key that would lead to more errors than the one that was reported.
    fn forget(&mut self, key: Key) {
        self.keyed.retain(|arg| arg.key != key);
    }

    fn add(&mut self, spec: &'static KeySpec, name: &Ident, value: Option<syn::Result<Expr>>, errors: &mut Errors) {
        let value = values::check(spec, name.span(), value, errors);
        let Some(first) = self.get(spec.key).map(|first| first.span) else {
            self.keyed.push(KeyedArg { key: spec.key, span: name.span(), value });
            return;
        };
        errors.push_duplicate(&format!("`{}`", spec.name), first, name.span(), "remove one");
    }
}

/// Parses the tokens between the parentheses of the attribute, and checks each argument by itself.
pub(crate) fn parse(attribute: AttributeKind, tokens: TokenStream, errors: &mut Errors) -> Args {
    let arguments = errors.ok_or_push(Punctuated::<Argument, Token![,]>::parse_terminated.parse2(tokens));
    let mut args = Args::default();
    let mut suggestions = Vec::new();
    for (index, argument) in arguments.into_iter().flatten().enumerate() {
        let may_be_positional = index == 0 && attribute.positional().is_some();
        match argument {
            Argument::Missing(span) => errors.push(span, "expected `key = value` before this comma"),
            Argument::Malformed(tokens) => {
                let word = malformed::report(attribute, &crate::token_trees::flatten(tokens), errors);
                args.positional = args.positional.or(word.filter(|_| may_be_positional));
            }
            // The name of a key is that key in first place too: `#[memory_op(count_errors)]`.
            Argument::Key { name, value } => match attribute.spec(&name.to_string()) {
                Some(spec) => args.add(spec, &name, value, errors),
                None if may_be_positional && value.is_none() && !suggestion::is_flag(attribute, &name) => {
                    positional::check(attribute, &name, errors);
                    args.positional = Some(name);
                }
                None => {
                    let suggestion = suggestion::report_unknown_key(
                        attribute,
                        &name,
                        value.as_ref(),
                        args.positional.as_ref(),
                        errors,
                    );
                    suggestions.extend(suggestion.map(|suggestion| (suggestion, name, value)));
                }
            },
        }
    }
    // One mistake is one error: what was clearly meant is not reported as missing, and a handle is there for the body.
    for (suggestion, name, value) in suggestions {
        match suggestion {
            Suggestion::Positional(word) => _ = args.positional.get_or_insert(word),
            Suggestion::Key(spec) if !args.has(spec.key) => args.add(spec, &name, value, &mut Errors::default()),
            Suggestion::Key(_) => {}
        }
    }
    args
}
