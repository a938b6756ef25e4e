package org.tongmai.insight;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tongmai.insight.deidentify.Anonymity;
import org.tongmai.insight.deidentify.Frequencies;
import org.tongmai.insight.deidentify.Quasi;
import org.tongmai.insight.deidentify.Search;

/** Makes the rows of a project anonymous: counts them in one pass, finds the forms, and gives the rows in these forms in another. */
final class Finding {

    private final RowStore rows;

    Finding(RowStore rows) {
        this.rows = rows;
    }

    /** Takes rows as they may leave. */
    @FunctionalInterface
    interface Sink {
        void take(String pseudonym, List<String> quasi, List<String> plain);
    }

    Project.Finding of(Project project) {
        Plan plan = project.asked().plan();
        Search search = search(project);
        return switch (search.best()) {
            case Anonymity.Reached reached ->
                new Project.Finding(search.asked(), reached.risk(), words(plan.quasi(), reached.steps()));
            case Anonymity.Missed missed -> new Project.Finding(search.asked(), missed.risk(), List.of());
        };
    }

    /** The rows that stay, in the forms of the finding. */
    void each(Project project, Project.Finding finding, Sink sink) {
        List<Quasi> quasi = project.asked().plan().quasi();
        List<Integer> steps = new ArrayList<>();
        for (int column = 0; column < quasi.size(); column++) {
            steps.add(quasi.get(column).hierarchy().step(finding.steps().get(column)));
        }
        Search search = search(project);
        Set<List<String>> kept = search.kept(steps);
        rows.each(project.id(), row -> {
            List<String> values = search.key(steps, row.quasi());
            if (kept.contains(values)) {
                sink.take(row.pseudonym(), values, row.plain());
            }
        });
    }

    private Search search(Project project) {
        Plan plan = project.asked().plan();
        var table = new Frequencies(plan.quasi().size());
        int sensitive = plan.sensitive().isEmpty() ? -1 : plan.plain().indexOf(plan.sensitive());
        String[] last = {""};
        rows.each(project.id(), row -> {
            if (!row.pseudonym().equals(last[0])) {
                table.person();
                last[0] = row.pseudonym();
            }
            table.row(row.quasi(), sensitive < 0 ? "" : row.plain().get(sensitive));
        });
        return new Search(plan.quasi(), table, plan.limits());
    }

    private static List<String> words(List<Quasi> quasi, List<Integer> steps) {
        List<String> words = new ArrayList<>();
        for (int column = 0; column < quasi.size(); column++) {
            words.add(quasi.get(column).hierarchy().name(steps.get(column)));
        }
        return words;
    }
}
