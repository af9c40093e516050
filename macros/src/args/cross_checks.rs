//! Checks keys against each other, and against the function.

use super::{Args, Key, usage};
use crate::{
    attribute_kind::AttributeKind,
    errors::Errors,
    item::ItemFn,
    return_type::{ReturnShape, ReturnType},
};
use proc_macro2::Span;
use syn::{FnArg, Pat};

pub(crate) fn cross_checks(attribute: AttributeKind, args: &mut Args, item: &ItemFn, errors: &mut Errors) {
    check_positional(attribute, args, item, errors);
    check_context(attribute, args, item, errors);
    let returns_nothing = item.returns.written.is_none();
    if let Some(error) = args.get(Key::Error).filter(|_| returns_nothing) {
        errors.push(error.span, "`error` says how an `Err` counts, and this function returns none: leave it out");
    }
    let has_no_success = returns_nothing || item.returns.shape == ReturnShape::Never;
    if let Some(failed) = args.get(Key::Failed).filter(|_| has_no_success) {
        let message = "`failed` says which success is a failure, and this function returns none: take `handle = call` and say \
                       `call.failed(…)`";
        errors.push(failed.span, message);
    }
    check_handle(args, item, errors);
    check_bounds(&item.returns, errors);
    if attribute == AttributeKind::LlmMetered {
        usage::check(args, errors);
        check_stream(args, &item.returns, errors);
        let is_stream = args.has(Key::Stream) || item.returns.shape == ReturnShape::Stream;
        if let Some(dropped) = args.get(Key::Dropped).filter(|_| !is_stream) {
            let message = "`dropped` says how a stream counts that its reader leaves: add `stream`, or leave it out";
            errors.push(dropped.span, message);
        }
    }
}

/// Refuses the key `stream` where the type is no stream by its name. What an alias stands for is left to the compiler, but an
/// `impl Trait` is known by its bounds alone.
fn check_stream(args: &Args, returns: &ReturnType, errors: &mut Errors) {
    let Some(stream) = args.get(Key::Stream) else { return };
    if returns.written.is_none() || returns.shape == ReturnShape::Never {
        let message = "`stream` is for functions that return a stream, and this one returns none: leave it out";
        errors.push(stream.span, message);
    } else if returns.has_opaque()
        && returns.opaque_bound(&["Stream"]).is_none()
        && returns.shape != ReturnShape::Stream
    {
        let message = "`stream` is for functions that return a stream, and this `impl` type names none: return \
                       `impl Stream<Item = …>`, or leave `stream` out";
        errors.push(stream.span, message);
    }
}

/// Refuses an `impl Future` or `impl Stream` that has to be more than the future or stream that meters it is.
fn check_bounds(returns: &ReturnType, errors: &mut Errors) {
    let is_value = matches!(returns.shape, ReturnShape::Value | ReturnShape::Never);
    let Some(metered) = returns.opaque_bound(&["Future", "Stream"]).filter(|_| !is_value) else { return };
    let never: &[&str] = match returns.shape {
        ReturnShape::Stream => &["Clone", "Copy", "FusedStream"],
        _ => &["Clone", "Copy", "Debug", "FusedFuture", "UnwindSafe", "RefUnwindSafe"],
    };
    if let Some(bound) = returns.opaque_bound(never) {
        let message = format!(
            "an `impl {metered}` that is `{bound}` can't be metered: what meters it is another one around it, which is not; \
             leave the bound out"
        );
        errors.push(bound.span(), message);
    }
}

fn check_positional(attribute: AttributeKind, args: &Args, item: &ItemFn, errors: &mut Errors) {
    let Some(meaning) = attribute.positional() else { return };
    let mut given: Vec<_> = args.positional.iter().map(|word| (word.span(), "here")).collect();
    given.extend(args.keyed.iter().filter_map(|arg| match (arg.key, attribute) {
        (Key::Name, _) => Some((arg.span, "here as `name`")),
        (Key::ProcessType, AttributeKind::ProcessMetric) => Some((arg.span, "here as `process_type`")),
        _ => None,
    }));
    match *given {
        [] if attribute == AttributeKind::MemoryOp => {
            let message = format!(
                "`#[memory_op]` wants the operation first: `#[memory_op(save)]` ({}, or a name of yours); a computed one is \
                 `name = …`",
                meaning.known.join(", ")
            );
            // It is shown at the attribute, as an error of the user's code.
            errors.push(item.sig.ident.span().located_at(Span::call_site()), message);
        }
        [(first, _), (second, place), ..] => {
            errors.push_duplicate(&format!("the {}", meaning.name), first, second, &format!("{place}; remove one"));
        }
        _ => {}
    }
}

/// A context is opened of something.
fn check_context(attribute: AttributeKind, args: &Args, item: &ItemFn, errors: &mut Errors) {
    let opens = [Key::AgentId, Key::ProcessType, Key::WorkerType, Key::Context].iter().any(|key| args.has(*key));
    if attribute == AttributeKind::InContext && !opens && errors.is_empty() {
        let message = "`#[in_context]` needs who acts: `#[in_context(agent_id = self.agent_id)]`, or `process_type`, \
                       `worker_type`, or a `context` captured earlier";
        errors.push(item.sig.ident.span().located_at(Span::call_site()), message);
    }
}

/// Refuses a handle with the name of a parameter, which would silently be hidden from the body.
fn check_handle(args: &mut Args, item: &ItemFn, errors: &mut Errors) {
    let Some(handle) = args.name(Key::Handle) else { return };
    let has_its_name = |input: &FnArg| match input {
        FnArg::Typed(input) => matches!(&*input.pat, Pat::Ident(name) if name.ident == *handle),
        FnArg::Receiver(_) => false,
    };
    if item.sig.inputs.iter().any(has_its_name) {
        let message = format!("a parameter of this function is called `{handle}` too: take another name");
        errors.push(handle.span(), message);
        args.forget(Key::Handle);
    }
}
