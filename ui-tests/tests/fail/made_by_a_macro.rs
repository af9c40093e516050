//! An error in a function that a macro wrote points at what its user gave.

macro_rules! tool {
    ($name:ident, $($arguments:tt)*) => {
        #[agent_metrics::tool_call($($arguments)*)]
        fn $name() {}
    };
}

tool!(shell, nam = "shell");

fn main() {
    shell();
}
