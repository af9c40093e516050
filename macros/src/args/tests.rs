//! Tests how the arguments of an attribute are parsed, and which errors are reported in them.

use super::*;
use crate::{edit_distance::nearest, item, token_trees::flatten};
use AttributeKind::{LlmMetered, MemoryOp, ProcessMetric, ToolCall};
use proc_macro2::{Delimiter, Group, TokenTree};
use quote::{ToTokens, quote};

fn tokens(written: &str) -> TokenStream {
    written.parse().expect("tokens")
}

/// The errors of `#[attribute(written)]`.
fn errors_of(attribute: AttributeKind, written: &str) -> Vec<String> {
    let mut errors = Errors::default();
    parse(attribute, tokens(written), &mut errors);
    errors.messages()
}

/// The errors of `#[attribute(written)] item`.
fn errors_on(attribute: AttributeKind, written: &str, item: &str) -> Vec<String> {
    let mut errors = Errors::default();
    let mut args = parse(attribute, tokens(written), &mut errors);
    let item = item::parse(attribute, tokens(item), &mut errors).expect("a function");
    cross_checks(attribute, &mut args, &item, &mut errors);
    errors.messages()
}

/// The values of `key = value`, in order.
fn values(written: &str) -> Vec<String> {
    let arguments = Punctuated::<Argument, Token![,]>::parse_terminated.parse2(tokens(written)).expect("arguments");
    let value = |argument| match argument {
        Argument::Key { value: Some(Ok(value)), .. } => value.to_token_stream().to_string(),
        Argument::Key { value: None, .. } => String::new(),
        _ => panic!("{written} is malformed"),
    };
    arguments.into_iter().map(value).collect()
}

#[test]
fn commas_inside_a_value_do_not_end_it() {
    assert_eq!(values("a = f(1, 2), b = [1, 2], c"), ["f (1 , 2)", "[1 , 2]", ""]);
    assert_eq!(values("a = |x, y| x, b = 1"), ["| x , y | x", "1"]);
    assert_eq!(values("a = |x: &Map<A, B>| x.len(), b = 1").len(), 2);
    assert_eq!(values("a = f::<A, B>(), b = <A as B<C, D>>::f(), c = x as Map<A, B>").len(), 3);
    assert_eq!(values("a = move |r: Box<dyn Fn(A) -> B>| r, b = 2").len(), 2);
    assert_eq!(values("a =|r| r, b =&x, c = -1"), ["| r | r", "& x", "- 1"]);
}

#[test]
fn comparisons_are_no_generics() {
    assert_eq!(values("a = x < y, b = z > w").len(), 2);
    assert_eq!(values("a = (x) < y, b = x.len() < 3, c = 1 < 2").len(), 3);
    assert_eq!(values("a = x << 2, b = x >> 2, c = <<A as B>::C as D>::e()").len(), 3);
    assert_eq!(values("a = x | y, b = x || y, c = f()? | z").len(), 3);
}

#[test]
fn a_trailing_comma_is_allowed() {
    assert_eq!(values("a = 1,").len(), 1);
    assert_eq!(values("").len(), 0);
}

/// The fragments of a `macro_rules!` come in invisible groups.
#[test]
fn invisible_groups_are_seen_through() {
    let grouped = |written: &str| TokenTree::Group(Group::new(Delimiter::None, tokens(written)));
    let (preset, name, label, path) =
        (grouped("openai"), grouped("call"), grouped("self.model"), grouped("a::metrics"));
    let mut errors = Errors::default();
    let written = quote!(usage = #preset, handle = #name, model = #label, crate = #path);
    let args = parse(LlmMetered, written, &mut errors);
    assert!(errors.is_empty(), "{:?}", errors.messages());
    assert!(matches!(args.usage(), UsageSource::Preset(preset, ..) if preset.name == "openai"));
    assert_eq!(args.name(Key::Handle).expect("a name"), "call");
    let label = args.value(Key::Model).expect("a label").to_token_stream();
    assert_eq!(flatten(label).len(), 3);

    let (literal, closure) = (grouped("\"openai\""), grouped("|a, b| a"));
    for (written, message) in [
        (quote!(usage = #literal), "a preset is a bare name: write `usage = openai`, without quotes"),
        (quote!(usage = #closure), "the closure of `usage` takes one argument, this one takes 2"),
        (quote!(#literal), "expected a key before this value; for the model write `model = \"openai\"`"),
    ] {
        let mut errors = Errors::default();
        parse(LlmMetered, written, &mut errors);
        assert_eq!(errors.messages(), [message]);
    }
}

#[test]
fn all_errors_come_at_once() {
    assert_eq!(
        errors_of(LlmMetered, "modle = 1, affected = f, tier = a, tier = b, model = self., stream = true"),
        [
            "unknown key `modle`: did you mean `model`?",
            "`affected` is a key of `#[memory_op]`, not of `#[llm_metered]`",
            "`tier` is given twice: here first",
            "`tier` is given twice: remove one",
            "expected more of the value of `model` after `.`",
            "`stream` takes no value: write it alone",
        ]
    );
}

#[test]
fn the_first_place_is_reported_once() {
    assert_eq!(errors_of(ToolCall, "name = a, name = b, name = c").len(), 3);
    assert_eq!(errors_of(ToolCall, "process_type = a, process_type = b").len(), 2);
    assert_eq!(
        errors_of(MemoryOp, "save, load"),
        ["the operation is given twice: here first", "the operation is given twice: remove one"]
    );
}

#[test]
fn a_kind_and_an_operation_may_be_computed() {
    for (attribute, written) in [
        (ProcessMetric, "name = self.kind"),
        (ProcessMetric, "process_type = self.kind"),
        (MemoryOp, "name = self.operation, process_type = self.kind"),
    ] {
        assert!(errors_on(attribute, written, "fn f() {}").is_empty(), "{written}");
    }
    for (attribute, written, what, second) in [
        (ProcessMetric, "worker, name = self.kind", "kind of process", "name"),
        (ProcessMetric, "worker, process_type = self.kind", "kind of process", "process_type"),
        (ProcessMetric, "process_type = self.kind, name = self.kind", "kind of process", "name"),
        (MemoryOp, "save, name = self.operation", "operation", "name"),
    ] {
        let expected = [
            format!("the {what} is given twice: here first"),
            format!("the {what} is given twice: here as `{second}`; remove one"),
        ];
        assert_eq!(errors_on(attribute, written, "fn f() {}"), expected, "{written}");
    }
}

#[test]
fn a_word_stands_first() {
    for (attribute, written) in
        [(ProcessMetric, "worker, agent_id = 1"), (ProcessMetric, "a_kind_of_mine, count_errors"), (MemoryOp, "move")]
    {
        assert!(errors_of(attribute, written).is_empty(), "{written}");
    }
}

#[test]
fn one_mistake_is_one_error() {
    for (attribute, written) in [
        (MemoryOp, "\"save\""),
        (MemoryOp, "op = \"save\""),
        (MemoryOp, "Op::Save"),
        (MemoryOp, "save = 1"),
        (MemoryOp, ""),
        (LlmMetered, "handle = \"call\""),
        (LlmMetered, "usage = openAI"),
        (LlmMetered, "usage = true"),
        (LlmMetered, "usgae = none"),
        (LlmMetered, "stream"),
        (LlmMetered, "handle = text"),
        (LlmMetered, "model = self."),
        (LlmMetered, "model = self., usage = none"),
        (LlmMetered, "model = f(self.), usage = none"),
        (LlmMetered, "model = if, usage = none"),
        (LlmMetered, "model = ?, usage = none"),
        (ProcessMetric, "worker, error = f"),
    ] {
        let errors = errors_on(attribute, written, "async fn f<A: Fn(text)>(text: &str) { }");
        assert_eq!(errors.len(), 1, "{written}: {errors:?}");
    }
}

#[test]
fn valid_values_are_taken_as_they_are() {
    for written in [
        "crate = ::a::b",
        "crate = a",
        "crate = crate::a",
        "handle = r#type",
        "error = a::b::<C>",
        "usage = none",
        "model = name::<dyn Any + ?Sized>()",
        "usage = |r| Some(f(r.usage?))",
        "agent_id = if name == x { a } else { b }",
        "agent_id = { let name = x; name }",
    ] {
        assert!(errors_of(LlmMetered, written).is_empty(), "{written}");
    }
}

const MESSAGES: &[(AttributeKind, &str, &str)] = &[
    // A value of the wrong kind.
    (LlmMetered, "model", "`model` wants a value: `model = self.model`"),
    (LlmMetered, "model = |r| r", "`model` wants a value, not a closure: `model = self.model`"),
    (LlmMetered, "stream = true", "`stream` takes no value: write it alone"),
    (LlmMetered, "stream = false", "`stream` takes no value: leave it out"),
    (LlmMetered, "handle = \"call\"", "`handle` wants a name without quotes: `handle = call`"),
    (LlmMetered, "handle = self", "`handle` wants a name to bind: `handle = call`"),
    (LlmMetered, "handle = a.b", "`handle` wants a name to bind: `handle = call`"),
    (LlmMetered, "crate = \"a::b\"", "`crate` wants a path without quotes: `crate = a::b`"),
    (LlmMetered, "crate = a.b", "`crate` wants the path of the crate: `crate = my_crate::agent_metrics`"),
    (
        LlmMetered,
        "error = ErrorType::Auth",
        "`error` wants a function of the error: write `error = |_| ErrorType::Auth`",
    ),
    (LlmMetered, "usage = \"OpenAI\"", "a preset is a bare name: write `usage = openai`, without quotes"),
    (
        LlmMetered,
        "usage = 5",
        "`usage` wants a closure, the path of a function, the name of a preset, or `none`: `usage = |response| …`",
    ),
    (LlmMetered, "usage = |a, b| a", "the closure of `usage` takes one argument, this one takes 2"),
    (LlmMetered, "error = \"x\"", "`error` wants a closure or the path of a function: `error = |error| …`"),
    (LlmMetered, "error = || x", "the closure of `error` takes one argument, this one takes 0"),
    (LlmMetered, "cache = \"excluded\"", "`cache` wants a word without quotes: `cache = excluded`"),
    (LlmMetered, "cache = exclude", "`cache` is `included` or `excluded`: did you mean `excluded`?"),
    (LlmMetered, "cache = true", "`cache` is `included` or `excluded`"),
    // No form of an argument.
    (LlmMetered, "model = self.", "expected more of the value of `model` after `.`"),
    (LlmMetered, "model = match", "expected more of the value of `model` after `match`"),
    (ToolCall, "agent_id = id name = \"a\"", "expected a comma before `name`"),
    (ToolCall, "agent_id = \"id\" \"a\"", "expected a comma after the value of `agent_id`"),
    (LlmMetered, "agent_id: 1", "expected `=` after `agent_id`: `agent_id = self.agent_id`"),
    (LlmMetered, "model =, stream", "expected a value for `model`: `model = self.model`"),
    (LlmMetered, "model =", "expected a value for `model`: `model = self.model`"),
    (LlmMetered, "model(1)", "expected `=` after `model`: `model = self.model`"),
    // Control flow.
    (
        LlmMetered,
        "model = self.name().await",
        "`.await` can't be used here: the value is evaluated once, before the body begins",
    ),
    (
        LlmMetered,
        "model = format!(\"{}\", self.name()?)",
        "`?` can't be used here: the value is evaluated once, before the body begins",
    ),
    (
        LlmMetered,
        "model = { return }",
        "`return` can't be used here: the value is evaluated once, before the body begins",
    ),
    (
        LlmMetered,
        "usage = |r| r.usage().await",
        "`.await` can't be used here: the closure is called when the function has ended",
    ),
    // The word in first place.
    (
        ProcessMetric,
        "agent_id = 1, worker",
        "`worker` must stand first if it is the kind of process: `#[process_metric(worker, …)]`",
    ),
    (ProcessMetric, "Worker", "the kind of process `worker` is written in lower case: `#[process_metric(worker)]`"),
    (
        ProcessMetric,
        "\"worker\"",
        "the kind of process is a bare name: write `#[process_metric(worker)]`, without quotes",
    ),
    (
        ProcessMetric,
        "self.kind",
        "the kind of process is a bare name, such as `#[process_metric(worker)]`; give any other value as `name = …`",
    ),
    (MemoryOp, "\"save\"", "the operation is a bare name: write `#[memory_op(save)]`, without quotes"),
    (
        MemoryOp,
        "Op::Save",
        "the operation is a bare name, such as `#[memory_op(save)]`; give any other value as `name = …`",
    ),
    (ToolCall, "\"shell\"", "expected a key before this value; for the name of the tool write `name = \"shell\"`"),
    (LlmMetered, "\"gpt-4o\"", "expected a key before this value; for the model write `model = \"gpt-4o\"`"),
    // An unknown key.
    (LlmMetered, "tokens = 1", "unknown key `tokens`: did you mean `usage`?"),
    (LlmMetered, "openai", "`openai` is a preset of `usage`: write `usage = openai`"),
    (LlmMetered, "streaming", "unknown key `streaming`: did you mean `stream`?"),
    (
        LlmMetered,
        "count_errors",
        "`count_errors` is a key of `#[process_metric]`, `#[memory_op]` and `#[tool_call]`, not of `#[llm_metered]`",
    ),
    (ToolCall, "shell", "`shell` is no key; for the name of the tool write `name = \"shell\"`"),
    (
        ProcessMetric,
        "kind = \"worker\"",
        "unknown key `kind`: the kind of process stands first, without a key: `#[process_metric(worker)]`",
    ),
    (
        ProcessMetric,
        "kind = self.kind",
        "unknown key `kind`: the kind of process stands first, without a key: `#[process_metric(worker)]`; any other \
             value is `name = …`",
    ),
    (
        MemoryOp,
        "op = self.op()",
        "unknown key `op`: the operation stands first, without a key: `#[memory_op(save)]`; any other value is `name = …`",
    ),
    // A key by the name that it does not have, or has on another attribute.
    (LlmMetered, "ctx = self.ctx", "unknown key `ctx`: did you mean `context`?"),
    (ProcessMetric, "worker, ctx = self.ctx", "unknown key `ctx`: did you mean `context`?"),
    (ToolCall, "errors", "unknown key `errors`: did you mean `count_errors`?"),
    (ProcessMetric, "errors", "unknown key `errors`: did you mean `count_errors`?"),
    (MemoryOp, "save, errors", "unknown key `errors`: did you mean `count_errors`?"),
    (ToolCall, "errors = true", "unknown key `errors`: did you mean `count_errors`?"),
    (ToolCall, "errors = |error| f(error)", "unknown key `errors`: did you mean `error`?"),
    (
        ProcessMetric,
        "tier = self.kind",
        "`tier` is a key of `#[llm_metered]`, not of `#[process_metric]`: did you mean `process_type`?",
    ),
    (
        MemoryOp,
        "save, tier = self.kind",
        "`tier` is a key of `#[llm_metered]`, not of `#[memory_op]`: did you mean `process_type`?",
    ),
    (ToolCall, "tier = t", "`tier` is a key of `#[llm_metered]`, not of `#[tool_call]`: did you mean `process_type`?"),
    (
        LlmMetered,
        "process_type = t",
        "`process_type` is a key of `#[process_metric]`, `#[memory_op]`, `#[tool_call]` and `#[in_context]`, not of `#[llm_metered]`: \
             did you mean `tier`?",
    ),
    (MemoryOp, "op = \"save\"", "unknown key `op`: the operation stands first, without a key: `#[memory_op(save)]`"),
    (MemoryOp, "save = 1", "`save` takes no value: write it first and alone, `#[memory_op(save)]`"),
    (MemoryOp, "save, eror = 1", "unknown key `eror`: did you mean `error`?"),
    (
        ToolCall,
        "timeout_after = 1",
        "unknown key `timeout_after`; the keys of `#[tool_call]` are name, count_errors, agent_id, process_type, \
             worker_type, context, error, failed, handle, crate",
    ),
];

#[test]
fn the_message_says_what_to_write() {
    for (attribute, written, message) in MESSAGES {
        assert_eq!(errors_of(*attribute, written), [*message], "{written}");
    }
}

#[test]
fn the_cache_is_for_presets_that_leave_it_open() {
    let errors = |written| errors_on(LlmMetered, written, "fn f() -> Response { }");
    assert!(errors("usage = rig, cache = excluded").is_empty());
    assert!(errors("usage = genai, cache = included").is_empty());
    for (written, message) in [
        ("usage = openai, cache = excluded", "`openai` always includes the cached tokens: leave `cache` out"),
        (
            "usage = anthropic, cache = excluded",
            "`anthropic` is the convention that excludes the cached tokens: leave `cache` out",
        ),
        ("usage = ollama, cache = included", "`ollama` reports no cached tokens: leave `cache` out"),
        (
            "usage = |r| r.usage(), cache = included",
            "`cache` goes with `usage = rig` or `usage = genai`; in a closure say it by the method: \
             `input_including_cached` or `input_excluding_cached` of `TokenUsage`",
        ),
        ("usage = rg, cache = included", "there is no preset `rg`: did you mean `rig`?"),
    ] {
        assert_eq!(errors(written), [message], "{written}");
    }
}

#[test]
fn misspellings_are_seen_through_and_other_words_are_not() {
    let nearest = |written| nearest(written, ["model", "agent_id", "tier", "openai"].into_iter());
    assert_eq!(nearest("modle"), Some("model"));
    assert_eq!(nearest("agentId"), Some("agent_id"));
    assert_eq!(nearest("openAI"), Some("openai"));
    assert_eq!(nearest("TIER"), Some("tier"));
    assert_eq!(nearest("tokens"), None);
    assert_eq!(nearest("x"), None);
}

/// Every prefix of an argument list, as it is while it is being typed, leads to errors and not to a panic.
#[test]
fn half_typed_arguments_never_panic() {
    let written =
        "worker, agent_id = self.id[0]?.name::<A, B>(), error = |e: &E| -> T { f(e) }, handle = \"c\", crate = a::b";
    for attribute in AttributeKind::ALL {
        for end in (0..=written.len()).filter(|end| written.is_char_boundary(*end)) {
            if let Ok(tokens) = written[..end].parse() {
                parse(attribute, tokens, &mut Errors::default());
            }
        }
    }
}
