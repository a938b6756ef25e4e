package org.tongmai.cli.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts while many send; asked by the progress line and, at the end, for the report. */
final class Tally {

    private int files;
    private long bytes;
    private long stored;
    private long unchanged;
    private long refused;
    private final Map<String, List<Report.Refusal>> refusals = new TreeMap<>();

    /** One file, read and sent the first time. */
    synchronized void sent(long size) {
        files++;
        bytes += size;
    }

    synchronized void stored(int resources) {
        stored += resources;
    }

    synchronized void unchanged(int resources) {
        unchanged += resources;
    }

    synchronized void refused(String name, int resources, String code, String what) {
        refused += resources;
        refusals.computeIfAbsent(code, any -> new ArrayList<>()).add(new Report.Refusal(name, what));
    }

    synchronized long done() {
        return stored + unchanged;
    }

    synchronized Progress.State state() {
        return new Progress.State(files, bytes, stored + unchanged, refused);
    }

    synchronized Report report(Sources sources, double seconds) {
        Map<String, List<Report.Refusal>> copy = new TreeMap<>();
        refusals.forEach((code, list) -> copy.put(code, List.copyOf(list)));
        return new Report(
                files,
                bytes,
                stored,
                unchanged,
                refused,
                copy,
                named(sources.unrecognised()),
                named(sources.passedOver()),
                seconds);
    }

    private static List<Report.Refusal> named(List<Sources.Unrecognised> files) {
        return files.stream()
                .map(each -> new Report.Refusal(each.file().toString(), each.why()))
                .toList();
    }
}
