use agent_metrics::llm_metered;

#[llm_metered(stream)]
fn nothing() {}

#[llm_metered(stream)]
fn never() -> ! {
    loop {}
}

fn main() {
    nothing();
    never();
}
