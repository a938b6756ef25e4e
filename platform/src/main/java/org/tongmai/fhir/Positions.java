package org.tongmai.fhir;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tongmai.kernel.Problem;

/** Refusals of a transaction speak of the changes made; here they are brought to the places of the entries in the Bundle. */
final class Positions {

    private static final Pattern ENTRY = Pattern.compile("^Bundle\\.entry\\[(\\d+)]");

    private Positions() {}

    /** @param entries for each change, the place of its entry */
    static Problem of(Problem problem, List<Integer> entries) {
        List<String> where = problem.where().isEmpty() && entries.size() == 1
                ? List.of("Bundle.entry[" + entries.getFirst() + "]")
                : problem.where().stream().map(path -> moved(path, entries)).toList();
        return new Problem(problem.kind(), problem.code(), problem.what(), problem.why(), problem.mend(), where);
    }

    private static String moved(String path, List<Integer> entries) {
        Matcher entry = ENTRY.matcher(path);
        if (entry.find()) {
            int index = Integer.parseInt(entry.group(1));
            return index < entries.size()
                    ? "Bundle.entry[" + entries.get(index) + "]" + path.substring(entry.end())
                    : path;
        }
        return entries.size() == 1 ? "Bundle.entry[" + entries.getFirst() + "].resource: " + path : path;
    }
}
