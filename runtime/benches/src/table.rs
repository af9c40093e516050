//! The rows of the table.

/// Whether a budget is met, and how it says itself.
pub struct Budget {
    pub says: String,
    pub is_met: bool,
}

impl Budget {
    pub fn new(says: impl Into<String>, is_met: bool) -> Self {
        Self { says: says.into(), is_met }
    }
}

pub fn head() {
    println!("| what | costs | reference ÷ it | budget | met |");
    println!("|---|--:|--:|---|---|");
}

/// What the rows below are about.
pub fn section(title: &str) {
    println!("| **{title}** | | | | |");
}

/// `ratio` is how many times more the reference of the section costs.
pub fn row(what: &str, costs: &str, ratio: f64, budgets: &[Budget]) {
    let ratio = if ratio < 10.0 { format!("{ratio:.2}") } else { format!("{ratio:.1}") };
    let says: Vec<&str> = budgets.iter().map(|budget| budget.says.as_str()).collect();
    let met: Vec<&str> = budgets.iter().map(|budget| if budget.is_met { "yes" } else { "**no**" }).collect();
    println!("| {what} | {costs} | {ratio} | {} | {} |", says.join("; "), met.join("; "));
}

pub fn nanoseconds(nanoseconds: f64) -> String {
    if nanoseconds < 100.0 { format!("{nanoseconds:.1} ns") } else { format!("{nanoseconds:.0} ns") }
}
