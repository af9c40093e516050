//! Closures that return no count.

use agent_metrics::memory_op;

#[memory_op(save, affected = |saved| saved.first())]
fn save() -> Vec<String> {
    Vec::new()
}

#[memory_op(search, results = |found| found.first())]
fn search() -> Result<Vec<String>, String> {
    Ok(Vec::new())
}

fn main() {
    save();
    let _ = search();
}
