//! Sets the number of memories of an agent, where a program has counted them itself.

#[cfg(feature = "registry")]
use super::agent_labels::{AgentLabels, UNKNOWN, first};
use crate::LabelValue;
#[cfg(feature = "registry")]
use crate::{LabelBuffer, context::with_context, instance::InstanceRef};

/// Sets `memory_entry_count` of an agent to the number of memories in its store.
///
/// Call it at the start of your program, or whenever you have counted. Saves and deletes then add to the number and subtract
/// from it. Where `agent_id` is empty, or `None`, it is the agent of the context, else `unknown`, as for the operations.
///
/// ```
/// agent_metrics::set_memory_entries("bot-1", 1_204);
/// ```
pub fn set_memory_entries(agent_id: impl LabelValue, entries: u64) {
    #[cfg(feature = "registry")]
    {
        let instance = InstanceRef::of(None);
        if instance.enabled {
            let mut buffer = LabelBuffer::EMPTY;
            let given = agent_id.as_label(&mut buffer);
            with_context(None, |context| {
                let agent_id = first([given, AgentLabels::of(context).agent_id, UNKNOWN]);
                instance.registry.set_memory_entries(agent_id, entries);
            });
        }
    }
}
