package org.tongmai.cli.load;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a load came to.
 *
 * @param files sent
 * @param bytes of those files
 * @param stored resources (messages, for HL7 v2) that the node accepted now
 * @param unchanged resources that it had accepted before
 * @param refused resources that it did not accept
 * @param refusals by code
 * @param unrecognised what was named and could not be sent
 * @param passedOver files in the named folders that are of another form
 */
public record Report(
        int files,
        long bytes,
        long stored,
        long unchanged,
        long refused,
        Map<String, List<Refusal>> refusals,
        List<Refusal> unrecognised,
        List<Refusal> passedOver,
        double seconds) {

    /** Names said per code; all of them stand in the JSON report. */
    private static final int NAMED_MAX = 10;

    /** One thing that was not stored. */
    public record Refusal(String name, String what) {}

    /** Whether everything that was named is stored; a folder with nothing to send was named by mistake. */
    public boolean complete() {
        return refusals.isEmpty() && unrecognised.isEmpty() && (files > 0 || passedOver.isEmpty());
    }

    /** Prints the counts, unless only what went wrong is wanted, and what went wrong. */
    public void print(PrintWriter out, boolean problemsOnly) {
        if (!problemsOnly) {
            out.printf(Locale.ROOT, "files      %,d sent, %,d passed over%n", files, passedOver.size());
            out.printf(Locale.ROOT, "resources  %,d stored, %,d unchanged, %,d refused%n", stored, unchanged, refused);
            out.printf(
                    Locale.ROOT,
                    "took       %.1f s: %.1f MB, %,.0f resources a second%n",
                    seconds,
                    bytes / 1e6,
                    (stored + unchanged) / Math.max(seconds, 0.001));
        }
        refusals.forEach((code, list) -> print(out, "refused as " + code, list));
        if (!unrecognised.isEmpty()) {
            print(out, "not recognised", unrecognised);
        }
        if (!passedOver.isEmpty() && (!problemsOnly || files == 0)) {
            print(out, "passed over", passedOver);
        }
        out.flush();
    }

    private static void print(PrintWriter out, String title, List<Refusal> list) {
        out.printf(Locale.ROOT, "%s: %,d%n", title, list.size());
        list.stream()
                .limit(NAMED_MAX)
                .forEach(refusal ->
                        out.println("  " + refusal.name() + (refusal.what().isEmpty() ? "" : ": " + refusal.what())));
        if (list.size() > NAMED_MAX) {
            out.printf(Locale.ROOT, "  and %,d more; --json lists all%n", list.size() - NAMED_MAX);
        }
    }
}
