use agent_metrics::memory_op;

#[memory_op(save)]
#[derive(Debug)]
enum Memory {
    Fact,
}

#[agent_metrics::tool_call]
union Bits {
    integer: u32,
}

fn main() {
    println!("{:?}", Memory::Fact);
    let _ = Bits { integer: 1 };
}
