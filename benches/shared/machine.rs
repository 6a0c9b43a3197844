//! The machine: which processor a process runs on, what it has used, what the machine is.

use std::fs;
use std::time::Duration;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::Result;

/// What is measured runs on the first processor, the client on the second, so that neither takes the other's time, and
/// every server has one core.
pub const SERVER: usize = 0;
/// See [`SERVER`].
pub const CLIENT: usize = 1;

/// Puts this thread, and what it starts from now on, on one processor; on a machine with only one, leaves it there.
pub fn pin(processor: usize) -> Result<()> {
    let mut set = CpuSet::new();
    set.set(processor);
    match sched_setaffinity(None, &set) {
        Ok(()) => Ok(()),
        Err(_) if processor != SERVER => pin(SERVER),
        Err(error) => Err(error.into()),
    }
}

/// Runs `work` on another processor than the rest of this thread.
pub fn on<T>(processor: usize, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let before = sched_getaffinity(None)?;
    pin(processor)?;
    let done = work();
    sched_setaffinity(None, &before)?;
    done
}

/// The processor time that a process has used, in steps of 10 ms.
pub fn cpu_time(process: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // After the name, which may hold anything, in brackets: state is the first, utime and stime the 12th and 13th.
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    let ticks = |field: usize| -> Result<u64> { Ok(fields.get(field).ok_or("too few fields")?.parse()?) };
    Ok(Duration::from_millis((ticks(11)? + ticks(12)?) * 10))
}

/// The memory that a process holds, in bytes.
pub fn memory(process: u32) -> Result<f64> {
    status(process, "VmRSS:")
}

/// The most memory that a process has held so far, in bytes.
pub fn peak_memory(process: u32) -> Result<f64> {
    status(process, "VmHWM:")
}

fn status(process: u32, line: &str) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let found = status.lines().find_map(|told| told.strip_prefix(line));
    let kilobytes: f64 = found
        .ok_or(format!("no {line}"))?
        .trim()
        .trim_end_matches(" kB")
        .parse()?;
    Ok(kilobytes * 1024.0)
}

/// How many threads wanted to run lately, in the average of a minute; on a quiet machine less than one.
pub fn load() -> f64 {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().and_then(|load| load.parse().ok()).unwrap_or(0.0)
}

/// The machine in a line.
pub fn description(cores: usize) -> String {
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processor.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown", |model| model.trim_start_matches([':', ' ', '\t']));
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{model}, {cores} cores, Linux {}", kernel.trim())
}
