//! `if_enabled!` chooses statements, expressions and items by what is compiled in, in both modes.

use agent_metrics::{ENABLED, if_enabled};

if_enabled! {{
    fn series() -> usize {
        agent_metrics::registry().gather().len()
    }

    #[derive(Clone)]
    struct Collector(agent_metrics::AgentCollector);
} else {
    fn series() -> usize {
        0
    }

    #[derive(Clone)]
    struct Collector(());
}}

// Only the braces with something in them are compiled.
if_enabled! {{
    const ONLY_ON: bool = true;
}}

struct App;

impl App {
    if_enabled! { server {
        fn routes() -> axum::Router {
            axum::Router::new().merge(agent_metrics::router())
        }
    } else {
        fn routes() -> &'static str {
            "none"
        }
    }}
}

fn in_the_last_place() -> &'static str {
    if_enabled! { { "on" } else { "off" } }
}

#[test]
fn items() {
    assert_eq!(agent_metrics::render().is_empty(), !ENABLED); // with the defaults, from now on
    assert_eq!(series() > 0, ENABLED);
    let collector = if_enabled!({ Collector(agent_metrics::Metrics::global().collector()) } else { Collector(()) });
    let Collector(_collector) = collector.clone();
    if_enabled!({
        assert_eq!(series() > 0, ONLY_ON);
        assert!(App::routes().has_routes());
    } else {
        assert_eq!(App::routes(), "none");
    });
}

#[test]
fn expressions() {
    assert_eq!(if_enabled!({ 1 + 1 } else { 3 }) * 10, if ENABLED { 20 } else { 30 });
    assert_eq!(in_the_last_place(), if ENABLED { "on" } else { "off" });
    let several = if_enabled!({ {
        let one = 1;
        one + 1
    } } else { 3 });
    assert_eq!(several, if ENABLED { 2 } else { 3 });
    assert_eq!(if_enabled!(server { 1 } else { 0 }), u8::from(ENABLED));
}

#[test]
fn statements() {
    let mut ran = Vec::new();
    if_enabled! {{
        let mode = "on";
        ran.push(mode);
    } else {
        let mode = "off";
        ran.push(mode);
    }}
    assert_eq!(ran, [mode], "a variable of the statements is known after them");
    if_enabled!({ ran.clear() });
    assert_eq!(ran.is_empty(), ENABLED);
    if_enabled!(server {} else { ran.clear() });
    assert!(ran.is_empty());
}
