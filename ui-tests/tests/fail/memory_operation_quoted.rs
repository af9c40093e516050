use agent_metrics::memory_op;

enum Op {
    Save,
}

#[memory_op("save")]
fn quoted() {}

#[memory_op(op = "save")]
fn as_a_key() {}

#[memory_op(operation = save)]
fn as_a_key_without_quotes() {}

#[memory_op(save, name = "load")]
fn word_and_name() {}

#[memory_op(operation = Op::Save.name())]
fn computed_as_a_key() {}

#[memory_op(Op::Save)]
fn computed() {}

#[memory_op(save, load)]
fn two() {}

fn main() {
    let _ = Op::Save;
    quoted();
    as_a_key();
    as_a_key_without_quotes();
    computed();
    two();
    word_and_name();
    computed_as_a_key();
}
