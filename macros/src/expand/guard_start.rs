//! Generates the expression that opens the guard of each attribute.

use crate::{
    args::Key,
    attribute_kind::AttributeKind,
    attributed_fn::AttributedFn,
    hygiene::{self, quote_mixed_site},
};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::ext::IdentExt;

/// `LlmCallGuard::start(…)`, with the context, the labels, and the flags that the attribute has.
pub(super) fn start(function: &AttributedFn) -> TokenStream {
    let (args, private, guard) = (&function.args, function.private(), guard_type(function));
    let label = |key| reference(function, key, "Unset");
    let context = reference(function, Key::Context, "AmbientContext");
    let process_type_key = if function.attribute == AttributeKind::LlmMetered { Key::Tier } else { Key::ProcessType };
    let [agent_id, mut process_type, worker_type] = [Key::AgentId, process_type_key, Key::WorkerType].map(label);
    // The word in first place, or else the name of the function, unless a key gives the name.
    let mut name = Literal::string(&args.positional.as_ref().unwrap_or(&function.item.sig.ident).unraw().to_string());
    name.set_span(Span::mixed_site());
    let name = if args.has(Key::Name) { label(Key::Name) } else { name.to_token_stream() };
    let count_errors = args.has(Key::CountErrors);
    let rest = match function.attribute {
        AttributeKind::LlmMetered => {
            let [model, provider] = [Key::Model, Key::Provider].map(label);
            let attempt = args.has(Key::Attempt);
            let handle = match (args.has(Key::Handle), function.outlives_call()) {
                (false, _) => quote_mixed_site!(#private::NoHandle),
                (true, false) => quote_mixed_site!(&__handle),
                (true, true) => quote_mixed_site!(::core::clone::Clone::clone(&__handle)),
            };
            quote_mixed_site!(, #model, #provider, #handle, #attempt)
        }
        AttributeKind::ProcessMetric => {
            if !args.has(Key::ProcessType) {
                process_type = name;
            }
            quote_mixed_site!(, #count_errors)
        }
        AttributeKind::MemoryOp | AttributeKind::ToolCall => quote_mixed_site!(, #name, #count_errors),
        AttributeKind::InContext => TokenStream::new(),
    };
    quote_mixed_site!(#private::#guard::start(#context, #agent_id, #process_type, #worker_type #rest))
}

/// The name of the type of the guard.
pub(super) fn guard_type(function: &AttributedFn) -> Ident {
    let name = match function.attribute {
        AttributeKind::LlmMetered => "LlmCallGuard",
        AttributeKind::ProcessMetric => "ProcessGuard",
        AttributeKind::MemoryOp => "MemoryOpGuard",
        AttributeKind::ToolCall => "ToolCallGuard",
        AttributeKind::InContext => "ContextGuard",
    };
    Ident::new(name, Span::mixed_site())
}

/// `&(value)`, from the first token of the value to its last: the compiler reports errors in its type there. A key that is
/// not given has a type that stands for its absence.
pub(super) fn reference(function: &AttributedFn, key: Key, absent: &str) -> TokenStream {
    let Some(value) = function.args.value(key) else {
        let (private, absent) = (function.private(), Ident::new(absent, Span::mixed_site()));
        return quote_mixed_site!(&#private::#absent);
    };
    let (first, last) = hygiene::mixed_site_first_and_last(value);
    let value = quote_spanned!(last=> (#value));
    quote_spanned!(first=> & #value)
}
