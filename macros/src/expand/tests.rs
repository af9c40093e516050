//! Compares expansions as tokens: a change of one shows here. `P` is `::agent_metrics::__private`.

use crate::{
    attribute_kind::AttributeKind,
    attributed_fn::Mode,
    expand,
    presets::{CachedTokens, PRESETS},
};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use std::{fs, path::Path};

fn expansion(attribute: AttributeKind, mode: Mode, arguments: &str, item: &str) -> String {
    let tokens = |written: &str| written.parse::<TokenStream>().expect("tokens");
    expand::attribute(attribute, mode, tokens(arguments), tokens(item)).to_string()
}

/// Without what the two sides of a comparison may write differently.
fn bare(written: &str) -> String {
    let bare: String = written.chars().filter(|character| !character.is_whitespace()).collect();
    bare.replace("::agent_metrics::__private::", "P::").replace(",)", ")")
}

macro_rules! expands {
    ($attribute:ident $mode:ident [$($arguments:tt)*] { $($item:tt)* } => $($expected:tt)*) => {
        let expansion =
            expansion(AttributeKind::$attribute, Mode::$mode, stringify!($($arguments)*), stringify!($($item)*));
        assert_eq!(bare(&expansion), bare(stringify!($($expected)*)));
    };
}

#[test]
fn a_function_that_returns_a_value() {
    expands! {
        ToolCall On [] { fn f(a: u8) -> u8 { a } }
    =>
        fn f(a: u8) -> u8 {
            let mut __guard = P::ToolCallGuard::start(
                &P::AmbientContext,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                "f",
                false,
            );
            let __returned = P::in_scope(&mut __guard, move || -> u8 { a });
            {
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                    __guard.end(::core::option::Option::None, __failed);
                }
            }
            __returned
        }
    }
}

#[test]
fn off_it_is_the_function() {
    expands! {
        ToolCall Off [] { fn f(a: u8) -> Result<u8, E> { a } } => fn f(a: u8) -> Result<u8, E> { a }
    }
    expands! {
        LlmMetered Off [model = "m", usage = none] { async fn f() -> String { g(); h() } }
    =>
        async fn f() -> String { { g(); h() } }
    }
    expands! {
        ProcessMetric Off [worker, handle = call, count_errors] { fn f() { g(call) } }
    =>
        fn f() { let call = &P::OutcomeHandle::new(); g(call) }
    }
}

#[test]
fn off_what_can_be_wrong_is_checked() {
    expands! {
        ToolCall Off [agent_id = id] { fn f(id: u8) -> u8 { id } }
    =>
        fn f(id: u8) -> u8 {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let _ = (P::assert_label(&(id)),);
                let mut __guard: P::ToolCallGuard = P::never();
            }
            id
        }
    }
    expands! {
        MemoryOp Off [save, error = classify] { fn f() -> Result<(), E> { g() } }
    =>
        fn f() -> Result<(), E> {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let mut __guard: P::MemoryOpGuard = P::never();
                let __returned: Result<(), E> = P::never();
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = P::failed_by(&*__value, classify);
                    let __success = P::ResultProbe(__value).success();
                    __guard.end(
                        ::core::option::Option::None,
                        __failed,
                        (&&P::MemoryCountProbe(__success)).affected(),
                        (&&P::MemoryCountProbe(__success)).results(),
                        ::core::option::Option::None,
                    );
                }
            }
            g()
        }
    }
}

#[test]
fn a_body_that_must_stay_in_place() {
    expands! {
        ToolCall On [agent_id = self.id, count_errors] { #[track_caller] pub fn f(&self) -> Result<u8, E> { g(1); g(2) } }
    =>
        #[track_caller]
        pub fn f(&self) -> Result<u8, E> {
            let mut __guard = P::ToolCallGuard::start(
                &P::AmbientContext,
                &(self.id),
                &P::Unset,
                &P::Unset,
                "f",
                true,
            );
            let __returned = ::core::convert::identity::<Result<u8, E>>({
                #[allow(unused_variables)]
                let __entered = P::enter(&mut __guard);
                {
                    g(1);
                    g(2)
                }
            });
            {
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                    __guard.end(::core::option::Option::None, __failed);
                }
            }
            __returned
        }
    }
}

#[test]
fn an_async_function_with_a_handle() {
    expands! {
        MemoryOp On [save, handle = call] { async fn f(a: A, _: B, c: C) -> Result<(), E> { g(a, c).await?; Ok(()) } }
    =>
        async fn f(a: A, __1: B, c: C) -> Result<(), E> {
            let __handle = P::MemoryHandle::new();
            let call = &__handle;
            let mut __guard = P::MemoryOpGuard::start(
                &P::AmbientContext,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                "save",
                false,
            );
            let __returned = P::instrument(
                &mut __guard,
                ::core::pin::pin!(async move {
                    #[allow(unreachable_code, clippy::diverging_sub_expression)]
                    if false {
                        let __expected: Result<(), E> = P::never();
                        return __expected;
                    }
                    #[allow(clippy::used_underscore_binding)]
                    let _ = &c;
                    #[allow(clippy::used_underscore_binding)]
                    let _ = &__1;
                    #[allow(clippy::used_underscore_binding)]
                    let _ = &a;
                    {
                        g(a, c).await?;
                        Ok(())
                    }
                }),
            )
            .await;
            {
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                    let __success = P::ResultProbe(__value).success();
                    __guard.end(
                        ::core::option::Option::Some(&__handle),
                        __failed,
                        (&&P::MemoryCountProbe(__success)).affected(),
                        (&&P::MemoryCountProbe(__success)).results(),
                        ::core::option::Option::None,
                    );
                }
            }
            __returned
        }
    }
}

#[test]
fn a_type_that_may_be_an_alias() {
    expands! {
        ProcessMetric On [worker] { async fn f() -> Report { g().await } }
    =>
        async fn f() -> Report {
            let mut __guard = P::ProcessGuard::start(
                &P::AmbientContext,
                &P::Unset,
                "worker",
                &P::Unset,
                false,
            );
            let __returned = P::instrument(
                &mut __guard,
                ::core::pin::pin!(async move {
                    #[allow(unreachable_code, clippy::diverging_sub_expression)]
                    if false {
                        let __expected: Report = P::never();
                        return __expected;
                    }
                    g().await
                }),
            )
            .await;
            #[allow(unused_imports)]
            use P::probes::*;
            let __kind = (&&&&P::AsyncOutputProbe(&__returned)).kind();
            __kind.meter(
                __returned,
                __guard,
                |__value| (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed(),
                move |__value, mut __guard| {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                    __guard.end(::core::option::Option::None, __failed);
                },
            )
        }
    }
}

#[test]
fn a_future() {
    expands! {
        LlmMetered On [model = "m"] { fn f(a: &str) -> impl Future<Output = Reply> { async {} } }
    =>
        fn f(a: &str) -> impl Future<Output = Reply> {
            let mut __guard = P::LlmCallGuard::start(
                &P::AmbientContext,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                &("m"),
                &P::Unset,
                P::NoHandle,
                false,
            );
            let __returned = P::infer_output::<Reply, _>(
                P::in_scope(&mut __guard, move || { async {} }),
            );
            async move {
                let mut __guard = __guard;
                let __returned =
                    P::instrument(&mut __guard, ::core::pin::pin!(__returned)).await;
                {
                    let __value = &__returned;
                    {
                        #[allow(unused_imports)]
                        use P::probes::*;
                        let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                        __guard.end(__failed, P::ResponseProbe(P::ResultProbe(&*__value).success()).response());
                    }
                }
                __returned
            }
        }
    }
}

#[test]
fn a_boxed_future() {
    expands! {
        LlmMetered On [usage = none] { fn f() -> BoxFuture<'static, Reply> { g() } }
    =>
        fn f() -> BoxFuture<'static, Reply> {
            let mut __guard = P::LlmCallGuard::start(
                &P::AmbientContext,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                P::NoHandle,
                false,
            );
            let __returned =
                P::in_scope(&mut __guard, move || -> BoxFuture<'static, Reply> { g() });
            ::std::boxed::Box::pin(async move {
                let mut __guard = __guard;
                let __returned =
                    P::instrument(&mut __guard, ::core::pin::pin!(__returned)).await;
                {
                    let __value = &__returned;
                    {
                        #[allow(unused_imports)]
                        use P::probes::*;
                        let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                        __guard.end_without_usage(__failed);
                    }
                }
                __returned
            })
        }
    }
}

#[test]
fn a_stream() {
    expands! {
        ProcessMetric On [] { fn f() -> impl Stream<Item = u8> { g() } }
    =>
        fn f() -> impl Stream<Item = u8> {
            let mut __guard = P::ProcessGuard::start(
                &P::AmbientContext,
                &P::Unset,
                "f",
                &P::Unset,
                false,
            );
            let __returned = P::in_scope(&mut __guard, move || { g() });
            #[allow(unused_imports)]
            use P::probes::*;
            let __failed = {
                let __value = &__returned;
                ::core::option::Option::None
            };
            P::DeferredProbe(__returned).meter(
                __guard,
                __failed,
                move |__guard, __observed| __guard.finish(::core::option::Option::None, __observed),
                move |__returned, __guard, __finish| {
                    let __report = P::item_reporter(
                        &__returned,
                        &__guard,
                        move |__value: &u8, mut __guard| {
                            #[allow(unused_imports)]
                            use P::probes::*;
                            let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                            __guard.end(::core::option::Option::None, __failed);
                        }
                    );
                    P::InstrumentedStream::new(__returned, __guard, __report, __finish)
                },
            )
        }
    }
}

#[test]
fn a_stream_of_an_llm() {
    expands! {
        LlmMetered On [stream, usage = none] { fn f() -> Result<impl Stream<Item = u8>, E> { g() } }
    =>
        fn f() -> Result<impl Stream<Item = u8>, E> {
            let mut __guard = P::LlmCallGuard::start(
                &P::AmbientContext,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                P::NoHandle,
                false,
            );
            let __returned = P::in_scope(&mut __guard, move || -> Result<_, E> { g() });
            #[allow(unused_imports)]
            use P::probes::*;
            let __failed = {
                let __value = &__returned;
                (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed()
            };
            P::DeferredProbe(__returned).meter(
                __guard,
                __failed,
                move |__guard, __observed| __guard.finish(__observed),
                move |__returned, __guard, __finish| {
                    let __report = P::item_reporter(
                        &__returned,
                        &__guard,
                        move |__value: &u8, mut __guard| {
                            #[allow(unused_imports)]
                            use P::probes::*;
                            let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                            __guard.end_without_usage(__failed);
                        }
                    );
                    P::InstrumentedStream::new(__returned, __guard, __report, __finish)
                },
            )
        }
    }
}

#[test]
fn a_function_that_never_returns() {
    expands! {
        ToolCall On [] { fn f() -> ! { g() } }
    =>
        fn f() -> ! {
            let mut __guard = P::ToolCallGuard::start(
                &P::AmbientContext,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                "f",
                false,
            );
            let __returned =
                P::in_scope(&mut __guard, move || -> ::core::convert::Infallible { g() });
            match __returned {}
        }
    }
}

#[test]
fn off_what_may_be_an_alias() {
    expands! {
        LlmMetered Off [] { async fn f() -> Result<Reply, E> { g(); h().await } }
    =>
        async fn f() -> Result<Reply, E> {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let mut __guard: P::LlmCallGuard = P::never();
                let __returned: Result<Reply, E> = P::never();
                let __value = {
                    use P::probes::*;
                    P::AsyncOutputProbe(&__returned).output()
                };
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = ::core::option::Option::None;
                    __guard.end(__failed, P::ResponseProbe(P::ResultProbe(&*__value).success()).response());
                }
            }
            {
                g();
                h().await
            }
        }
    }
}

#[test]
fn off_what_may_run_on_after_the_function() {
    expands! {
        ToolCall Off [] { fn f() -> Reply { g() } }
    =>
        fn f() -> Reply {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let __returned: Reply = P::never();
                let __value = {
                    use P::probes::*;
                    (&&&&P::ReturnedProbe(&__returned)).kind().reported(&__returned)
                };
            }
            g()
        }
    }
}

#[test]
fn off_a_stream_by_its_key() {
    expands! {
        LlmMetered Off [stream, usage = none] { fn f() -> Words { g() } }
    =>
        fn f() -> Words {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let mut __guard: P::LlmCallGuard = P::never();
                use P::probes::*;
                let __returned: Words = P::never();
                let __stream = P::ResultProbe(&__returned).success();
                let __value = P::item_of(__stream);
                P::assert_rewrapped(__stream);
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = ::core::option::Option::None;
                    __guard.end_without_usage(__failed);
                }
            }
            g()
        }
    }
}

/// The body of a `#[track_caller]` function of one line has no braces that the user did not write.
#[test]
fn a_body_of_one_line_that_must_stay_in_place() {
    expands! {
        ToolCall On [] { #[track_caller] fn f() -> u32 { line() } }
    =>
        #[track_caller]
        fn f() -> u32 {
            let mut __guard = P::ToolCallGuard::start(
                &P::AmbientContext,
                &P::Unset,
                &P::Unset,
                &P::Unset,
                "f",
                false,
            );
            let __returned = ::core::convert::identity::<u32>({
                #[allow(unused_variables)]
                let __entered = P::enter(&mut __guard);
                line()
            });
            {
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = (&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed();
                    __guard.end(::core::option::Option::None, __failed);
                }
            }
            __returned
        }
    }
}

#[test]
fn every_preset_reads_the_input_by_its_convention() {
    for preset in &PRESETS {
        let name = preset.name;
        let keys: &[&str] = match preset.cached {
            CachedTokens::Varies => &["", ", cache = included", ", cache = excluded"],
            _ => &[""],
        };
        for key in keys {
            let arguments = format!("usage = {name}{key}");
            let expansion = expansion(AttributeKind::LlmMetered, Mode::Off, &arguments, "fn f() -> Reply { g() }");
            assert!(expansion.contains("TokenUsage :: new () ."), "{arguments}: {expansion}");
            let is_excluded = name == "anthropic" || key.ends_with("excluded");
            assert_eq!(expansion.contains("input_excluding_cached"), is_excluded, "{arguments}: {expansion}");
        }
    }
}

/// A function whose parts are fragments of a `macro_rules!`, each in an invisible group.
#[test]
fn invisible_groups_are_seen_through() {
    let grouped = |tokens: TokenStream| TokenTree::Group(Group::new(Delimiter::None, tokens));
    let (visibility, returned, body) = (
        grouped(quote!(pub(crate))),
        grouped(quote!(u8)),
        grouped(quote!({
            g();
            a
        })),
    );
    let value = grouped(quote!("bot"));
    for mode in [Mode::On, Mode::Off] {
        let expand = |arguments, item| {
            let expansion = expand::attribute(AttributeKind::ToolCall, mode, arguments, item);
            crate::tokens::flatten(expansion).into_iter().collect::<TokenStream>().to_string()
        };
        let plain = expand(
            quote!(agent_id = "bot"),
            quote!(
                pub(crate) fn f(a: A) -> u8 {
                    g();
                    a
                }
            ),
        );
        let item = quote!(#visibility fn f(a: A) -> #returned #body);
        assert_eq!(
            expand(quote!(agent_id = #value), item.clone()).replace("\"bot\"", ""),
            plain.replace("\"bot\"", "")
        );
        assert_eq!(expand(quote!(agent_id = "bot"), grouped(item).into()), plain);
    }
}

/// The other tests compare errors of the grammar alone; here each refusal of the ui-tests goes through both modes.
#[test]
fn both_modes_refuse_the_same() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui-tests/tests/fail");
    let mut refused = 0;
    for case in fs::read_dir(cases).expect("the ui-tests").map(|case| case.expect("a case").path()) {
        if case.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&case).expect("a source").parse().expect("tokens");
            refused += refusals(source, &case.display().to_string());
        }
    }
    assert!(refused > 90, "the cases are not found: {refused}");
}

/// Expands each attribute in a source, and counts the errors.
fn refusals(source: TokenStream, case: &str) -> usize {
    let tokens: Vec<TokenTree> = source.into_iter().collect();
    let mut refused = 0;
    for (index, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        refused += refusals(group.stream(), case);
        let written: Vec<TokenTree> = group.stream().into_iter().collect();
        let named = |attribute: &AttributeKind| {
            let is_name = |token: &TokenTree| matches!(token, TokenTree::Ident(name) if name == attribute.name());
            written.iter().take(4).any(is_name)
        };
        let Some(attribute) = AttributeKind::ALL.into_iter().find(named) else { continue };
        if group.delimiter() != Delimiter::Bracket {
            continue;
        }
        let arguments = match written.last() {
            Some(TokenTree::Group(arguments)) => arguments.stream(),
            _ => TokenStream::new(),
        };
        let item: TokenStream = tokens[index + 1..].iter().cloned().scan(false, until_end_of_item).collect();
        let [on, off] = [Mode::On, Mode::Off]
            .map(|mode| errors_in(expand::attribute(attribute, mode, arguments.clone(), item.clone())));
        assert_eq!(on, off, "{case}");
        refused += on.len();
    }
    refused
}

/// Passes the tokens up to the first braces, or the first semicolon.
fn until_end_of_item(has_ended: &mut bool, token: TokenTree) -> Option<TokenTree> {
    let is_end = match &token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        TokenTree::Ident(_) | TokenTree::Literal(_) => false,
    };
    (!std::mem::replace(has_ended, *has_ended || is_end)).then_some(token)
}

/// The messages of `::core::compile_error! { … }`.
fn errors_in(expansion: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = expansion.into_iter().collect();
    let error = |tokens: &[TokenTree]| match tokens {
        [TokenTree::Ident(name), _, TokenTree::Group(message)] if name == "compile_error" => Some(message.to_string()),
        _ => None,
    };
    tokens.windows(3).filter_map(error).collect()
}

/// Whatever tokens an attribute stands on, it gives errors or an expansion and does not panic.
#[test]
fn incomplete_items_never_panic() {
    for item in [
        quote!(
            #[a]
            pub(crate) default async unsafe extern "C" fn f<T: A>(mut self: B<Self>, (a, _): C, _: D) -> E<impl F>
            where
                T: G,
            {
                h
            }
        ),
        quote!(pub struct A<T>(u8) where T: B; impl C for A {} #[d] || x),
    ] {
        let tokens: Vec<TokenTree> = item.into_iter().collect();
        for start in 0..tokens.len() {
            for end in start..=tokens.len() {
                let part: TokenStream = tokens[start..end].iter().cloned().collect();
                for mode in [Mode::On, Mode::Off] {
                    expand::attribute(AttributeKind::MemoryOp, mode, quote!(save, handle = call), part.clone());
                }
            }
        }
    }
}

#[test]
fn a_success_that_means_failure() {
    expands! {
        ToolCall On [failed = |a| None] { fn f(a: u8) -> u8 { a } }
    =>
        fn f(a: u8) -> u8 {
            let mut __guard =
                P::ToolCallGuard::start(&P::AmbientContext, &P::Unset, &P::Unset, &P::Unset, "f", false);
            let __returned = P::in_scope(&mut __guard, move || -> u8 { a });
            {
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = ((&&&&&P::ErrorProbe(P::ResultProbe(&*__value).failure())).failed())
                        .or_else(|| P::failed_success(P::ResultProbe(&*__value).success(), |a| None));
                    __guard.end(::core::option::Option::None, __failed);
                }
            }
            __returned
        }
    }
}

#[test]
fn a_model_that_answered() {
    expands! {
        LlmMetered Off [usage = none, answered = |a| "m"] { fn f(a: u8) -> u8 { a } }
    =>
        fn f(a: u8) -> u8 {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let mut __guard: P::LlmCallGuard = P::never();
                let __returned: u8 = P::never();
                let __value = &__returned;
                {
                    #[allow(unused_imports)]
                    use P::probes::*;
                    let __failed = ::core::option::Option::None;
                    __guard.end(
                        __failed,
                        P::override_response(
                            P::ResponseProbe(
                                P::usage_by(
                                    P::ResultProbe(&*__value).success(),
                                    |_| P::ResponseReport::<&str>::default()
                                )
                                .as_ref()
                            )
                            .response(),
                            ::core::option::Option::None,
                            P::answered_by(P::ResultProbe(&*__value).success(), |a| "m")
                        )
                    );
                }
            }
            a
        }
    }
}

#[test]
fn a_context_that_is_opened() {
    expands! {
        InContext On [agent_id = id] { async fn f(id: u64) -> u8 { 7 } }
    =>
        async fn f(id: u64) -> u8 {
            let mut __guard = P::ContextGuard::start(&P::AmbientContext, &(id), &P::Unset, &P::Unset);
            let __returned = P::instrument(
                &mut __guard,
                ::core::pin::pin!(async move {
                    #[allow(unreachable_code, clippy::diverging_sub_expression)]
                    if false {
                        let __expected: u8 = P::never();
                        return __expected;
                    }
                    7
                })
            ).await;
            {
                let __value = &__returned;
                {
                    __guard.end(__value);
                }
            }
            __returned
        }
    }
    expands! {
        InContext Off [agent_id = id] { fn f(id: u64) -> u8 { 7 } }
    =>
        fn f(id: u64) -> u8 {
            #[allow(unreachable_code, unused, clippy::all, clippy::pedantic, clippy::nursery)]
            if false {
                let _ = (P::assert_label(&(id)),);
                let mut __guard: P::ContextGuard = P::never();
            }
            7
        }
    }
}
