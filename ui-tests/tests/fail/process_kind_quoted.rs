use agent_metrics::process_metric;

struct Process {
    kind: String,
}

impl Process {
    #[process_metric("worker")]
    fn quoted(&self) {}

    #[process_metric(kind = "worker")]
    fn as_a_key(&self) {}

    #[process_metric(worker = true)]
    fn as_a_flag(&self) {}

    #[process_metric(self.kind)]
    fn computed(&self) {}

    #[process_metric(kind = self.kind)]
    fn computed_as_a_key(&self) {}

    #[process_metric("a worker of mine")]
    fn sentence(&self) {}
}

fn main() {
    let process = Process { kind: String::new() };
    process.quoted();
    process.as_a_key();
    process.as_a_flag();
    process.computed();
    process.computed_as_a_key();
    process.sentence();
}
