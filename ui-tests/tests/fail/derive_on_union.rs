#[derive(agent_metrics::ClassifyError)]
union Failed {
    code: u32,
}

fn main() {
    let _ = Failed { code: 1 };
}
