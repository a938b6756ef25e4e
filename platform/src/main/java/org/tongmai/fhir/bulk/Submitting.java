package org.tongmai.fhir.bulk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.tongmai.fhir.Interactions;
import org.tongmai.fhir.Outcome;
import org.tongmai.fhir.Sender;
import org.tongmai.fhir.Submitted;
import org.tongmai.kernel.Problem;
import org.tongmai.store.Fact;
import org.tongmai.store.ResourceKey;
import org.tongmai.store.Scope;
import org.tongmai.store.Store;

/**
 * Submits lines through {@link Interactions}, as over REST: those with an id together in one transaction, which is taken apart
 * until what is wrong stands alone; those without one each for itself, under a key made of its text, so that a repetition makes no
 * second one.
 */
final class Submitting {

    private static final int TRIES = 60;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Store store;
    private final Interactions interactions;
    private final Sender sender;
    private final Scope scope;
    private final Hold hold;

    Submitting(Store store, Interactions interactions, Sender sender, Hold hold) {
        this.store = store;
        this.interactions = interactions;
        this.sender = sender;
        this.scope = sender.institution() == null ? Scope.everything() : Scope.sent(sender.institution(), Set.of());
        this.hold = hold;
    }

    /** What becomes of each line; in no order. No two may be of the same resource. */
    List<Result> submit(List<Line> lines) {
        var results = new ArrayList<Result>();
        var named = new ArrayList<Line>();
        for (Line line : lines) {
            if (line.problem() != null) {
                results.add(new Result.Refused(line, line.problem()));
            } else if (line.id().isEmpty() || line.asks()) {
                single(line, results);
            } else {
                named.add(line);
            }
        }
        together(changed(named, results), results);
        return results;
    }

    // -- what is there already

    /** The lines that say something new. */
    private List<Line> changed(List<Line> named, List<Result> results) {
        var byType = new LinkedHashMap<String, List<Line>>();
        named.forEach(line ->
                byType.computeIfAbsent(line.type(), type -> new ArrayList<>()).add(line));
        var left = new ArrayList<Line>();
        var missing = new HashSet<Long>();
        byType.forEach((type, lines) -> {
            var current = new HashMap<String, Fact>();
            store.extraction()
                    .current(type, lines.stream().map(Line::id).toList(), scope)
                    .forEach(fact -> current.put(fact.id(), fact));
            for (Line line : lines) {
                Fact fact = current.get(line.id());
                if (fact != null && line.tree() != null && fact.says(line.tree())) {
                    results.add(new Result.Unchanged(line));
                } else {
                    left.add(line);
                    if (fact == null) {
                        ResourceKey.parse(type, line.id()).ifPresent(key -> missing.add(key.compartment()));
                    }
                }
            }
        });
        adopt(missing);
        boolean directory = !store.adopted(Set.of(ResourceKey.DIRECTORY)).isEmpty();
        left.removeIf(line -> !directory && refusedDirectory(line, results));
        return left;
    }

    private void adopt(Set<Long> compartments) {
        if (!compartments.isEmpty()) {
            store.adopt(compartments, sender.institution());
        }
    }

    /** Numbers of a directory are small, so another server's would name something else here. */
    private static boolean refusedDirectory(Line line, List<Result> results) {
        boolean foreign = ResourceKey.parse(line.type(), line.id())
                .filter(key -> key.compartment() == ResourceKey.DIRECTORY)
                .isPresent();
        if (foreign) {
            results.add(new Result.Refused(
                    line,
                    new Problem(
                            Problem.Kind.CONFLICT,
                            "fhir.import-directory-id",
                            "The id was given by a server, and may be another's resource here.",
                            "Directory resources keep such ids only where the directory was empty before.",
                            "Give it an id of your own, or change it with PUT.")));
        }
        return foreign;
    }

    // -- submitting

    private void single(Line line, List<Result> results) {
        var own = new Sender(sender.institution(), sender.account(), "bulk-import " + Submitted.hash(line.text()));
        try {
            Outcome outcome = patiently(line.text(), own);
            results.add(
                    outcome.replayed()
                            ? new Result.Unchanged(line)
                            : outcome.created() > 0 ? new Result.Created(line) : new Result.Updated(line));
        } catch (Problem problem) {
            results.add(refusal(line, problem));
        }
    }

    private static Result refusal(Line line, Problem problem) {
        return problem.kind() == Problem.Kind.MISSING_REFERENCE
                ? new Result.Waits(line, problem)
                : new Result.Refused(line, problem);
    }

    /** All in one transaction, or else less and less. */
    void together(List<Line> lines, List<Result> results) {
        if (lines.isEmpty()) {
            return;
        }
        hold.check();
        Outcome outcome;
        try {
            outcome = patiently(bundle(lines), sender);
        } catch (Problem problem) {
            apart(lines, problem, results);
            return;
        }
        for (int i = 0; i < lines.size(); i++) {
            boolean first = outcome.locations().get(i).endsWith("/_history/1");
            results.add(first ? new Result.Created(lines.get(i)) : new Result.Updated(lines.get(i)));
        }
    }

    private void apart(List<Line> lines, Problem problem, List<Result> results) {
        if (lines.size() == 1) {
            results.add(refusal(lines.getFirst(), problem));
            return;
        }
        Set<Integer> waiting = problem.kind() == Problem.Kind.MISSING_REFERENCE ? lacking(lines) : Set.of();
        if (!waiting.isEmpty()) {
            var rest = new ArrayList<Line>();
            for (int i = 0; i < lines.size(); i++) {
                if (waiting.contains(i)) {
                    results.add(new Result.Waits(lines.get(i), problem));
                } else {
                    rest.add(lines.get(i));
                }
            }
            together(rest, results);
            return;
        }
        int half = lines.size() / 2;
        together(lines.subList(0, half), results);
        together(lines.subList(half, lines.size()), results);
    }

    /** The lines that refer to what is neither there nor among the others, nor to one that itself waits. */
    private Set<Integer> lacking(List<Line> lines) {
        var references = new ArrayList<Set<String>>();
        Set<String> wanted = new HashSet<>();
        Set<String> here = new HashSet<>();
        for (Line line : lines) {
            Set<String> each = Knots.references(line);
            references.add(each);
            wanted.addAll(each);
            here.add(line.resource());
        }
        wanted.removeAll(here);
        Set<String> missing = new HashSet<>(wanted);
        missing.removeAll(store.extraction().present(wanted));
        var out = new HashSet<Integer>();
        for (int before = -1; before < out.size(); ) {
            before = out.size();
            for (int i = 0; i < lines.size(); i++) {
                if (!out.contains(i) && references.get(i).stream().anyMatch(missing::contains)) {
                    out.add(i);
                    missing.add(lines.get(i).resource());
                }
            }
        }
        return out;
    }

    /** A server that is busy is asked again for a minute; then the job waits for its next run. */
    private Outcome patiently(byte[] body, Sender who) {
        for (int attempt = 1; ; attempt++) {
            hold.check();
            try {
                return interactions.submit(body, who);
            } catch (Problem problem) {
                if (problem.kind() != Problem.Kind.BUSY || attempt == TRIES) {
                    throw problem;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** A transaction of updates, the resources copied in as they are. */
    private static byte[] bundle(List<Line> lines) {
        var out = new ByteArrayOutputStream(
                64 + lines.stream().mapToInt(line -> line.text().length + 90).sum());
        out.writeBytes(utf8("{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":["));
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            String url = line.type() + "/" + line.id().replaceAll("[^A-Za-z0-9\\-.]", "_");
            out.writeBytes(utf8(
                    (i == 0 ? "" : ",") + "{\"request\":{\"method\":\"PUT\",\"url\":\"" + url + "\"},\"resource\":"));
            out.writeBytes(line.text());
            out.write('}');
        }
        out.writeBytes(utf8("]}"));
        return out.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
