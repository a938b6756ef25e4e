package org.tongmai.recognition;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Explanation.Text;
import org.tongmai.recognition.Check.Asked;
import org.tongmai.recognition.Check.Candidate;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A check as cards of an order form.
 *
 * @see <a href="https://cds-hooks.hl7.org/2.0/#cds-service-response">CDS Hooks 2.0, CDS Service Response</a>
 */
final class Cards {

    /** CDS Hooks: a summary is shorter than 140 characters. */
    private static final int SUMMARY_MAX = 139;

    private static final double FEN_OF_YUAN = 100.0;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd");

    private final String base;
    private final boolean english;

    /**
     * @param base address of this node, for links
     * @param english Chinese else
     */
    Cards(String base, boolean english) {
        this.base = base;
        this.english = english;
    }

    /** A card for each item that is ordered and that a result could stand in for, or inform. */
    ObjectNode of(Check check) {
        ObjectNode answer = Json.object();
        ArrayNode cards = answer.putArray("cards");
        Set<String> items = new HashSet<>();
        for (Asked asked : check.items()) {
            boolean told = asked.outcome() != Outcome.NOT_RECOGNISABLE && !asked.refused();
            boolean first = asked.item() != null && items.add(asked.item().code());
            if (told && first) {
                cards.add(card(check, asked));
            }
        }
        return answer;
    }

    /** One card for a record that was opened: how many results there are to rely on. */
    ObjectNode overview(Check check) {
        ObjectNode answer = Json.object();
        ArrayNode cards = answer.putArray("cards");
        List<Asked> recognisable = check.items().stream()
                .filter(each -> each.outcome() == Outcome.RECOGNISABLE)
                .toList();
        if (!recognisable.isEmpty()) {
            String names = recognisable.stream()
                    .map(each -> say(Objects.requireNonNull(each.item()).name()))
                    .collect(Collectors.joining(english ? ", " : "、"));
            ObjectNode card = cards.addObject();
            card.put("uuid", UUID.randomUUID().toString());
            card.put(
                    "summary",
                    cut(say(
                                    "有 " + recognisable.size() + " 项可互认的结果：",
                                    recognisable.size() + " results can be relied on: ")
                            + names));
            card.put("indicator", "info");
            source(card);
            card.put(
                    "detail",
                    recognisable.stream().map(each -> "- " + summary(each)).collect(Collectors.joining("\n")));
            link(card, check.patient());
        }
        return answer;
    }

    private ObjectNode card(Check check, Asked asked) {
        boolean recognisable = asked.outcome() == Outcome.RECOGNISABLE && asked.card() != null;
        ObjectNode card = Json.object();
        card.put("uuid", (asked.card() == null ? UUID.randomUUID() : asked.card()).toString());
        card.put("summary", cut(summary(asked)));
        card.put("indicator", recognisable ? "warning" : "info");
        source(card);
        card.put("detail", detail(asked));
        if (recognisable) {
            suggestion(card, check, asked);
            ArrayNode reasons = card.putArray("overrideReasons");
            for (RepeatReason each : RepeatReason.values()) {
                reasons.addObject()
                        .put("system", RepeatReason.SYSTEM)
                        .put("code", each.name())
                        .put("display", say(each.words()));
            }
        }
        link(card, check.patient());
        return card;
    }

    private String summary(Asked asked) {
        Item item = Objects.requireNonNull(asked.item());
        Candidate best = asked.candidates().getFirst();
        String saved = asked.outcome() == Outcome.RECOGNISABLE
                ? say("，可省 ¥", ", saves ¥")
                        + String.format(Locale.ROOT, "%.2f", item.price().fen() / FEN_OF_YUAN)
                : "";
        String marks = marks(best);
        return say(item.name()) + say("：", ": ") + best.institution().name() + " "
                + day(best.found().result().taken())
                + " " + value(best) + (marks.isEmpty() ? "" : " " + marks) + say("，", ", ")
                + say(asked.outcome().words()) + saved;
    }

    private String detail(Asked asked) {
        StringBuilder text = new StringBuilder(say(
                "| 日期 | 机构 | 结果 | 参考范围 | 标识 | 判定 |\n", "| day | institution | result | range | marks | verdict |\n"));
        text.append("| --- | --- | --- | --- | --- | --- |\n");
        for (Candidate each : asked.candidates()) {
            text.append("| %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            day(each.found().result().taken()),
                            plain(each.institution().name()),
                            plain(value(each)),
                            each.found().result().special()
                                    ? ""
                                    : plain(each.found().shown().range()),
                            marks(each),
                            say(each.decision().outcome().words())));
        }
        text.append('\n')
                .append(say(asked.candidates().getFirst().decision().why().sentence()));
        return text.toString();
    }

    /** Take away the order, or each where the item is ordered more than once, and file the quotation. */
    private void suggestion(ObjectNode card, Check check, Asked asked) {
        Candidate best = asked.candidates().getFirst();
        ObjectNode suggestion = card.putArray("suggestions").addObject();
        suggestion.put("label", say("引用该结果，取消医嘱", "Rely on this result and take the order away"));
        suggestion.put("uuid", UUID.randomUUID().toString());
        suggestion.put("isRecommended", true);
        ArrayNode actions = suggestion.putArray("actions");
        check.items().stream()
                .filter(each -> Objects.equals(each.item(), asked.item()))
                .map(each -> each.wanted().order())
                .filter(order -> !order.isEmpty())
                .distinct()
                .forEach(order -> actions.addObject()
                        .put("type", "delete")
                        .put("description", say("取消医嘱", "Take the order away"))
                        .put("resourceId", order));
        ObjectNode create = actions.addObject();
        create.put("type", "create");
        create.put("description", say("记录引用的结果", "File the result that is relied on"));
        create.set("resource", quotation(asked, best));
        card.put("selectionBehavior", "at-most-one");
    }

    /** A copy with the time, value and source of the original, marked so that it is never taken for a new result. */
    private ObjectNode quotation(Asked asked, Candidate best) {
        Item item = Objects.requireNonNull(asked.item());
        Found found = best.found();
        ObjectNode copy = Json.object();
        copy.put("resourceType", "Observation");
        ObjectNode tag = copy.putObject("meta").putArray("tag").addObject();
        tag.put("system", ResultReader.TAG).put("code", ResultReader.QUOTED).put("display", "互认引用");
        copy.put("status", "final");
        ObjectNode code = copy.putObject("code");
        code.putArray("coding")
                .addObject()
                .put("system", Catalogue.SYSTEM)
                .put("code", item.code())
                .put("display", item.name().zh());
        code.put("text", item.name().zh());
        if (found.result().taken() != null) {
            copy.put(
                    "effectiveDateTime",
                    found.result()
                            .taken()
                            .atZone(Decision.ZONE)
                            .toOffsetDateTime()
                            .toString());
        }
        copy.putArray("performer")
                .addObject()
                .put("display", best.institution().name())
                .putObject("identifier")
                .put("system", "https://tongmai.org/fhir/identifier/uscc")
                .put("value", best.institution().code());
        value(copy, found);
        copy.putArray("derivedFrom").addObject().put("reference", base + "/fhir/" + found.reference());
        copy.putArray("note")
                .addObject()
                .put(
                        "text",
                        "互认引用：" + best.institution().name() + " "
                                + day(found.result().taken()) + " " + marks(best));
        return copy;
    }

    private static void value(ObjectNode copy, Found found) {
        Found.Shown shown = found.shown();
        if (shown.number() != null) {
            ObjectNode quantity = copy.putObject("valueQuantity");
            quantity.put("value", shown.number());
            if (shown.value() != null && shown.value().startsWith("<")) {
                quantity.put("comparator", "<");
            } else if (shown.value() != null && shown.value().startsWith(">")) {
                quantity.put("comparator", ">");
            }
            quantity.put("unit", shown.unit());
            quantity.put("system", ResultReader.UCUM).put("code", found.result().unit());
        } else if (shown.value() != null) {
            copy.put("valueString", shown.value());
        }
    }

    private void source(ObjectNode card) {
        ObjectNode source = card.putObject("source");
        source.put("label", say("检查检验结果互认", "Mutual recognition of results"));
        source.put("url", base);
    }

    private void link(ObjectNode card, String patient) {
        card.putArray("links")
                .addObject()
                .put("label", say("查看报告与影像", "Report and images"))
                .put("url", base + "/console/record/" + patient)
                .put("type", "absolute");
    }

    private String value(Candidate each) {
        Found.Shown shown = each.found().shown();
        if (each.found().result().special()) {
            return say("（请在档案中查阅）", "(read it in the record)");
        }
        if (shown.value() == null) {
            long abnormal = shown.lines().stream().filter(Found.Line::abnormal).count();
            return shown.lines().isEmpty()
                    ? ""
                    : say(
                            shown.lines().size() + " 项，" + abnormal + " 项异常",
                            shown.lines().size() + " results, " + abnormal + " abnormal");
        }
        String unit = shown.unit() == null ? "" : " " + shown.unit();
        return shown.value() + unit + arrow(shown.flag());
    }

    private static String arrow(@Nullable String flag) {
        return flag == null ? "" : flag.startsWith("H") ? " ↑" : flag.startsWith("L") ? " ↓" : "";
    }

    private static String marks(Candidate each) {
        Quality quality = each.decision().quality();
        return quality == null
                ? ""
                : quality.marks().stream().map(Quality.Mark::text).collect(Collectors.joining(" "));
    }

    private static String day(@Nullable Instant at) {
        return at == null ? "" : DAY.format(at.atZone(Decision.ZONE));
    }

    /** Without what a table of Markdown, or its reader, would take for more than text. */
    private static String plain(@Nullable String text) {
        return text == null ? "" : text.replaceAll("[|\\r\\n<>\\[\\]`*_]", " ").strip();
    }

    private String say(Text words) {
        return say(words.zh(), words.en());
    }

    private String say(String zh, String en) {
        return english ? en : zh;
    }

    private static String cut(String text) {
        return text.length() <= SUMMARY_MAX ? text : text.substring(0, SUMMARY_MAX - 1) + "…";
    }
}
