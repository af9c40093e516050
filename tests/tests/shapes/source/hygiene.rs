// Functions made by macros, and surroundings that shadow what an expansion names.

use crate::support::{body, sync_body, timed, timed_sync};

macro_rules! functions {
    ($(#[$attribute:meta])* $visibility:vis $name:ident, $argument:ident: $kind:ty, $returned:ty, $body:block) => {
        $(#[$attribute])*
        #[metered(worker_type = $argument)]
        $visibility async fn $name($argument: $kind) -> $returned $body
    };
    (sync $name:ident($($parameter:ident: $kind:ty),*) -> $returned:ty = $value:expr) => {
        #[metered]
        fn $name($($parameter: $kind),*) -> $returned {
            $crate::support::sync_body();
            $value
        }
    };
    (item $item:item) => {
        #[metered]
        $item
    };
    (tokens $($token:tt)*) => {
        #[metered]
        $($token)*
    };
}

functions!(pub(crate) by_block, number: u8, Result<u8, agent_metrics_tests::Failed>, {
    body().await;
    Ok(number)
});
functions!(#[allow(dead_code)] pub(super) unused, number: u8, u8, { number });
functions!(sync by_expression(first: u8, second: u8) -> u8 = first + second);
functions!(item async fn by_item(text: &str) -> usize {
    body().await;
    text.len()
});
functions!(tokens pub async fn by_tokens<'a>(text: &'a str) -> &'a str {
    body().await;
    text
});

#[tokio::test]
async fn made_by_a_macro() {
    assert_eq!(timed(FAMILY, || by_block(1)).await, Ok(1));
    assert_eq!(timed_sync(FAMILY, || by_expression(1, 2)), 3);
    assert_eq!(timed(FAMILY, || by_item("ab")).await, 2);
    assert_eq!(timed(FAMILY, || by_tokens("ab")).await, "ab");
}

/// Every attribute as an argument of a macro.
macro_rules! attributed {
    ($(#[$($attribute:tt)*])* fn $name:ident) => {
        $(#[$($attribute)*])*
        async fn $name(__guard: u8, value: u8) -> u8 {
            let __value = value;
            body().await;
            __guard + __value
        }
    };
}
attributed!(#[metered] fn named_alike);

#[tokio::test]
async fn an_attribute_handed_to_a_macro() {
    assert_eq!(timed(FAMILY, || named_alike(1, 2)).await, 3);
}

/// Whatever an expansion might name, shadowed: none of it need be used, or be called as such things are.
mod shadows {
    use crate::support::{body, sync_body};

    #[allow(dead_code)]
    mod core {}
    #[allow(dead_code)]
    mod std {}
    #[allow(dead_code)]
    mod agent_metrics {
        pub(super) struct Context;
        pub(super) mod __private {}
    }
    #[allow(dead_code)]
    pub(super) enum Result<T> {
        Fine(T),
        Bad,
    }
    #[allow(dead_code)]
    pub(super) enum Option {
        Some,
        None,
    }
    #[allow(dead_code, non_snake_case)]
    fn Ok() {}
    #[allow(dead_code, non_snake_case)]
    fn Err() {}
    #[allow(dead_code, non_upper_case_globals)]
    const Some: u8 = 1;
    #[allow(dead_code, non_upper_case_globals)]
    const None: u8 = 1;
    #[allow(dead_code)]
    trait Future {}
    #[allow(dead_code)]
    trait Send {}
    #[allow(dead_code)]
    trait FnOnce {}
    #[allow(dead_code)]
    struct Box;
    #[allow(dead_code)]
    struct String;
    #[allow(dead_code, non_camel_case_types)]
    struct bool;
    #[allow(dead_code, non_camel_case_types)]
    struct str;
    #[allow(unused_macros)]
    macro_rules! panic {
        () => {
            compile_error!("shadowed")
        };
    }

    #[metered(agent_id = "a")]
    pub(super) async fn shape(number: u8) -> Result<u8> {
        body().await;
        if number == 0 {
            return Result::Bad;
        }
        Result::Fine(number)
    }
    #[metered]
    pub(super) fn sync_shape() -> Option {
        sync_body();
        Option::None
    }
    #[metered]
    pub(super) fn future() -> impl ::std::future::Future<Output = u8> {
        async {
            body().await;
            1
        }
    }
}

#[tokio::test]
async fn shadowed_names() {
    assert!(matches!(timed(FAMILY, || shadows::shape(1)).await, shadows::Result::Fine(1)));
    assert!(matches!(timed_sync(FAMILY, shadows::sync_shape), shadows::Option::None));
    assert_eq!(timed(FAMILY, shadows::future).await, 1);
}

mod facade {
    // What a crate does that renames this one, or passes it on.
    pub mod inner {
        pub use agent_metrics as metrics;
    }
}

#[tokio::test]
async fn the_crate_elsewhere() {
    #[allow(unused_imports)] // feature off, no expansion names it
    use facade::inner::metrics as renamed;
    #[metered(crate = renamed)]
    async fn by_name() {
        body().await;
    }
    #[metered(crate = crate::support::agent_metrics)]
    async fn by_path() {
        body().await;
    }
    #[metered(crate = ::agent_metrics, agent_id = "a")]
    async fn rooted() {
        body().await;
    }
    timed(FAMILY, by_name).await;
    timed(FAMILY, by_path).await;
    timed(FAMILY, rooted).await;
}

#[tokio::test]
async fn nested_functions() {
    #[agent_metrics::process_metric(branch)]
    async fn outer() -> u8 {
        #[metered]
        async fn inner() -> u8 {
            body().await;
            #[agent_metrics::process_metric(compactor)]
            fn innermost() -> u8 {
                1
            }
            innermost()
        }
        inner().await
    }
    let recorder = agent_metrics::testing::Recorder::new();
    assert_eq!(recorder.scope(outer()).await, 1);
    if agent_metrics::ENABLED {
        assert_eq!(recorder.counter("processes_total", &[("process_type", "branch")]), 1.0);
        assert_eq!(recorder.counter("processes_total", &[("process_type", "compactor")]), 1.0);
        assert!(FAMILY.is_empty() || recorder.histogram_count(FAMILY, &[]) >= 1);
    }
}

#[tokio::test]
async fn several_attributes() {
    #[metered]
    #[agent_metrics::tool_call(name = "outer")]
    #[agent_metrics::process_metric(branch)]
    async fn shape(text: &str) -> Result<usize, agent_metrics_tests::Failed> {
        body().await;
        Ok(text.len())
    }
    #[metered]
    #[agent_metrics::process_metric(branch)]
    fn sync_shape(text: &str) -> Result<usize, agent_metrics_tests::Failed> {
        sync_body();
        Ok(text.len())
    }
    let recorder = agent_metrics::testing::Recorder::new();
    assert_eq!(recorder.scope(shape("ab")).await, Ok(2));
    assert_eq!(recorder.scope_sync(|| sync_shape("ab")), Ok(2));
    if agent_metrics::ENABLED {
        assert_eq!(recorder.counter("tool_calls_total", &[("tool_name", "outer")]), 1.0);
        assert_eq!(recorder.counter("processes_total", &[("process_type", "branch")]), 2.0);
    }
}
