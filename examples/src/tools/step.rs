//! One step of a plan: a tool, and the path to use it on.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    List,
    Read,
    Count,
}

impl Tool {
    /// The word that stands for the tool in a plan.
    fn word(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Count => "count",
        }
    }

    /// The label `worker_type` of the worker that uses the tool.
    pub(crate) fn worker_type(self) -> &'static str {
        match self {
            Self::List => "scout",
            Self::Read => "reader",
            Self::Count => "counter",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) tool: Tool,
    pub(crate) path: String,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.tool.word(), self.path)
    }
}

impl Step {
    /// Parses the steps in the answer of a model: lines such as `- read README.md`, each once. Other lines are skipped.
    pub(crate) fn all_in(plan: &str, most: usize) -> Vec<Self> {
        let mut steps = Vec::new();
        for step in plan.lines().filter_map(Self::parse) {
            if steps.len() < most && !steps.contains(&step) {
                steps.push(step);
            }
        }
        steps
    }

    fn parse(line: &str) -> Option<Self> {
        // Models often decorate lines with `1. `, `- `, `* ` or backticks.
        let line = line.trim_start_matches(|c: char| c.is_ascii_digit() || " .-*`)".contains(c));
        let (word, path) = line.split_once(' ')?;
        let tool = [Tool::List, Tool::Read, Tool::Count].into_iter().find(|tool| tool.word() == word)?;
        let path = path.trim_matches(|c: char| c.is_whitespace() || c == '`');
        Some(Self { tool, path: path.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_found_among_other_text() {
        let plan = "Here is the plan:\n1. `read README.md`\n- count src/a b.rs\nread README.md\nlist .\nfly away";
        let steps: Vec<_> = Step::all_in(plan, 8).iter().map(ToString::to_string).collect();
        assert_eq!(steps, ["read README.md", "count src/a b.rs", "list ."]);
        assert_eq!(Step::all_in(plan, 1).len(), 1);
    }
}
