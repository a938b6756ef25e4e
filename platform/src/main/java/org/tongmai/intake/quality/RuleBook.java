package org.tongmai.intake.quality;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.intake.quality.Judgement.Came;
import org.tongmai.intake.quality.Judgement.Finding;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.TabTables.Row;
import tools.jackson.databind.node.ObjectNode;

/** All rules of quality, as dated tables: {@code rules.tsv} over {@code elements.tsv}, weighed by {@code weights.tsv}. */
public final class RuleBook {

    /** What is not judged: more than a message of all that a hospital knows of a patient has. */
    static final int RESOURCES_MAX = 5_000;

    /** Values that a sample shows of a data element. */
    private static final int VALUES_SHOWN = 3;

    private static final int SAMPLE_MAX = 200;

    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9-]{2,60}");
    private static final Pattern NAMED = Pattern.compile(Dictionary.IDENTIFIER);

    private final Dictionary dictionary;
    private final List<Rule> rules;
    private final Weights weights;

    private RuleBook(Dictionary dictionary, List<Rule> rules, Weights weights) {
        this.dictionary = dictionary;
        this.rules = rules;
        this.weights = weights;
    }

    /**
     * @param folder with tables that take the place of those that come with the platform; null for none
     * @throws Problem {@code intake.rules-wrong} with the line, {@code intake.rules-unreadable}
     */
    public static RuleBook of(@Nullable Path folder) {
        Expressions expressions = new Expressions();
        Dictionary dictionary = Dictionary.of(folder, expressions);
        Map<String, List<Rule>> editions = new HashMap<>();
        List<Rule> rules = new ArrayList<>();
        for (Row row : Tables.rows(folder, "rules.tsv")) {
            Rule rule = rule(row, dictionary, expressions);
            List<Rule> others = editions.computeIfAbsent(rule.code(), none -> new ArrayList<>());
            if (others.stream().anyMatch(each -> each.span().overlaps(rule.span()))) {
                throw row.wrong("from", "Two editions of " + rule.code() + " hold on one day.");
            }
            others.add(rule);
            rules.add(rule);
        }
        return new RuleBook(dictionary, List.copyOf(rules), Weights.of(folder));
    }

    private static Rule rule(Row row, Dictionary dictionary, Expressions expressions) {
        String code = row.needed("rule");
        if (!CODE.matcher(code).matches()) {
            throw row.wrong("rule", "A code is of small letters, digits and hyphens, such as birth-before-visit.");
        }
        Rule.Over over = row.word("over", Rule.Over.class);
        boolean judged = over != Rule.Over.ARRIVAL;
        if (!judged && !row.text("holds").isEmpty()) {
            throw row.wrong("holds", "A rule over arrivals has no expression: it is kept by what is accepted.");
        }
        Severity severity = row.word("severity", Severity.class);
        if (severity == Severity.REFUSE && over != Rule.Over.MESSAGE) {
            throw row.wrong("severity", "Only a rule over messages can refuse one.");
        }
        List<String> elements = row.words("elements");
        for (String text : List.of(row.text("elements"), row.text("when"), row.text("holds"))) {
            Matcher named = NAMED.matcher(text);
            while (named.find()) {
                if (!dictionary.knows(named.group())) {
                    throw row.wrong("elements", named.group() + " is not in the dictionary.");
                }
            }
        }
        return new Rule(
                code,
                Tables.span(row),
                over,
                sets(row),
                row.word("dimension", Dimension.class),
                severity,
                Tables.weight(row),
                elements,
                expression(row, "when", expressions),
                judged ? expression(row, "holds", expressions, row.needed("holds")) : null,
                new Text(row.needed("zh"), row.needed("en")),
                new Text(row.needed("mend_zh"), row.needed("mend_en")),
                row.text("before"),
                row.text("after"));
    }

    private static List<String> sets(Row row) {
        List<String> sets = row.words("sets");
        if (sets.isEmpty()) {
            throw row.wrong("sets", "It names data sets, or * for all.");
        }
        return sets;
    }

    private static @Nullable Expression expression(Row row, String column, Expressions expressions) {
        String text = row.text(column);
        return text.isEmpty() ? null : expression(row, column, expressions, text);
    }

    private static Expression expression(Row row, String column, Expressions expressions, String text) {
        try {
            return expressions.rule(text);
        } catch (Expressions.Wrong wrong) {
            throw row.wrong(column, String.valueOf(wrong.getMessage()));
        }
    }

    /** The data elements. */
    public Dictionary dictionary() {
        return dictionary;
    }

    /** How dimensions are weighed. */
    public Weights weights() {
        return weights;
    }

    /** The rules of a day. */
    public List<Rule> inForce(LocalDate day) {
        return rules.stream().filter(each -> each.span().holds(day)).toList();
    }

    /** The edition of a rule that holds on a day. */
    public Optional<Rule> rule(String code, LocalDate day) {
        return rules.stream()
                .filter(each -> each.code().equals(code) && each.span().holds(day))
                .findFirst();
    }

    /** The newest edition of a rule. */
    public Optional<Rule> newest(String code) {
        return rules.stream()
                .filter(each -> each.code().equals(code))
                .max(Comparator.comparing(each -> each.span().from()));
    }

    /** The rules over arrivals of a day that are for these messages. */
    public List<Rule> ofArrival(String door, String kind, LocalDate day) {
        return rules.stream()
                .filter(each -> each.over() == Rule.Over.ARRIVAL && each.span().holds(day) && each.isFor(door, kind))
                .toList();
    }

    /** What the rules say of a message. */
    public Judgement judge(Subject subject, List<ObjectNode> resources) {
        List<Rule> wanted = rules.stream()
                .filter(each -> each.over() == Rule.Over.MESSAGE
                        && each.span().holds(subject.day())
                        && each.isFor(subject.door(), subject.kind()))
                .toList();
        return judge(subject, resources, wanted);
    }

    /** What one rule says of a message; nothing where it is not for it. */
    public Judgement judge(Subject subject, List<ObjectNode> resources, String code) {
        return judge(
                subject,
                resources,
                rule(code, subject.day())
                        .filter(each -> each.over() == Rule.Over.MESSAGE && each.isFor(subject.door(), subject.kind()))
                        .map(List::of)
                        .orElse(List.of()));
    }

    private Judgement judge(Subject subject, List<ObjectNode> resources, List<Rule> wanted) {
        if (wanted.isEmpty() || resources.size() > RESOURCES_MAX) {
            return Judgement.NONE;
        }
        Content content = new Content(subject, resources, dictionary);
        return new Judgement(
                wanted.stream().flatMap(rule -> finding(rule, content).stream()).toList());
    }

    private static Optional<Finding> finding(Rule rule, Content content) {
        Map<String, Object> variables = content.variables();
        Expression when = rule.when();
        if (when != null && !when.holds(variables).orElse(false)) {
            return Optional.empty();
        }
        Expression holds = rule.holds();
        Optional<Boolean> kept = holds == null ? Optional.empty() : holds.holds(variables);
        Came came = kept.map(each -> each ? Came.KEPT : Came.BROKEN).orElse(Came.UNTOLD);
        return Optional.of(new Finding(rule, came, came == Came.BROKEN ? sample(rule, content) : ""));
    }

    private static String sample(Rule rule, Content content) {
        String sample = rule.elements().stream()
                .map(id -> id + "=" + content.masked(id).limit(VALUES_SHOWN).collect(Collectors.joining(",")))
                .collect(Collectors.joining("; "));
        return sample.length() <= SAMPLE_MAX ? sample : sample.substring(0, SAMPLE_MAX);
    }

    /**
     * Whether a rule over days is kept.
     *
     * @param counted what the source says it sent
     * @param received what came
     * @param refused how many of them are refused
     */
    public Stream<Finding> judge(LocalDate day, String door, String kind, long counted, long received, long refused) {
        Map<String, Object> variables =
                Map.of("day", Map.of("counted", counted, "received", received, "refused", refused));
        return rules.stream()
                .filter(each -> each.over() == Rule.Over.DAY && each.span().holds(day) && each.isFor(door, kind))
                .map(rule -> {
                    Expression holds = rule.holds();
                    Optional<Boolean> kept = holds == null ? Optional.empty() : holds.holds(variables);
                    Came came = kept.map(each -> each ? Came.KEPT : Came.BROKEN).orElse(Came.UNTOLD);
                    return new Finding(rule, came, came == Came.BROKEN ? counted + " / " + received : "");
                });
    }
}
