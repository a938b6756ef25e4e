package org.tongmai.intake.cda;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.tongmai.intake.cda.Rules.Rule;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/** Clinical statements (entries and what stands in them) to resources, each by its rule. */
final class Statements {

    private static final String PERFORMER_OF = "performer";

    private final Types types;
    private final People people;
    private final Details details;
    private final Draft draft;
    private final Findings findings;
    private final String documented;
    private final Observations observations;
    private final Medications medications;
    private final Problems problems;

    /** @param documented when the document says that it was written, as FHIR dateTime; empty where it does not */
    Statements(Types types, People people, Details details, Draft draft, Findings findings, String documented) {
        this.types = types;
        this.people = people;
        this.details = details;
        this.draft = draft;
        this.findings = findings;
        this.documented = documented;
        this.observations = new Observations(this, types, people, details);
        this.medications = new Medications(this, types);
        this.problems = new Problems(this, types, details);
    }

    /** The entries of a section: those that belong together become one thing. */
    List<ObjectNode> section(List<Node> entries, String section) {
        List<ObjectNode> made = new ArrayList<>();
        for (List<Node> together : Groups.of(entries)) {
            if (Groups.isResult(together)) {
                made.add(at(together.getFirst(), () -> observations.result(together)));
            } else {
                made.addAll(each(together, section));
            }
        }
        return made;
    }

    private List<ObjectNode> each(List<Node> together, String section) {
        List<ObjectNode> made = new ArrayList<>();
        for (int i = 0; i < together.size(); i++) {
            Node statement = together.get(i);
            Node next = i + 1 < together.size() ? together.get(i + 1) : null;
            if (next != null && Groups.isDiagnosis(statement, next)) {
                made.add(at(next, () -> problems.diagnosis(statement, next)));
                i++;
            } else {
                made.addAll(map(statement, section));
            }
        }
        return made;
    }

    /** Findings made meanwhile are at that statement. */
    private <T> T at(Node statement, Supplier<T> work) {
        findings.enter(step(statement));
        try {
            return work.get();
        } finally {
            findings.leave();
        }
    }

    /** What one statement becomes; the first is the thing itself. */
    List<ObjectNode> map(Node statement, String section) {
        Rule rule = Rules.of(statement, section);
        return at(statement, () -> mapped(statement, section, rule));
    }

    private List<ObjectNode> mapped(Node statement, String section, Rule rule) {
        return switch (rule.target()) {
            case CONCERN -> concern(statement, section, rule);
            case CONDITION -> List.of(problems.condition(statement, rule.category()));
            case ALLERGY -> List.of(problems.allergy(statement));
            case ALLERGY_FLAG -> problems.allergyFlag(statement);
            case FAMILY -> List.of(problems.family(statement));
            case IMMUNIZATION -> List.of(medications.immunization(statement));
            case STATEMENT -> List.of(medications.statement(statement));
            case REQUEST -> List.of(medications.request(statement));
            case ADMINISTRATION -> List.of(medications.administration(statement));
            case DISPENSE -> List.of(medications.dispense(statement));
            case REPORT -> List.of(observations.report(statement, section));
            case PANEL -> observations.panel(statement, section, rule.category());
            case OBSERVATION -> List.of(observations.observation(statement, rule.category()));
            case PROCEDURE -> List.of(procedure(statement));
            case ORDER -> List.of(order(statement));
            case GOAL -> List.of(goal(statement));
            case VISIT -> List.of(visit(statement));
            case NOTE -> List.of(observations.note(statement));
            case MEDIA -> List.of(media(statement));
        };
    }

    /** A statement as the observation it is, whatever its rule. */
    ObjectNode plain(Node statement) {
        return observations.observation(statement, "");
    }

    // -- what every statement has

    /** A resource for a statement: identifiers first. */
    ObjectNode make(String type, Node statement) {
        statement.takeAlone();
        ObjectNode resource = draft.make(type, statement);
        types.identifiers(statement, resource);
        return resource;
    }

    /** The rest of a statement: whom it is about, what stands in it, and what has no element. */
    ObjectNode finish(Node statement, ObjectNode resource) {
        draft.about(resource);
        inner(statement, resource);
        if (statement.at("negationInd").equals("true") && !denies(resource)) {
            Fhir.add(
                    resource,
                    "modifierExtension",
                    Json.object().put("url", Types.OWN + "negated").put("valueBoolean", true));
        }
        details.keep(statement, resource);
        return resource;
    }

    /** Whether a resource says in its own elements that something is not, or was not done: said twice it would say the opposite. */
    private static boolean denies(ObjectNode resource) {
        return Set.of("not-done", "not-taken").contains(resource.path("status").asString(""))
                || resource.path("doNotPerform").asBoolean(false)
                || resource.at("/verificationStatus/coding/0/code").asString("").equals("refuted");
    }

    /** What stands inside: data elements of the thing itself, or statements of their own that point back. */
    private void inner(Node statement, ObjectNode resource) {
        for (Node link : Details.links(statement)) {
            link.takeAlone();
            for (Node child : Details.statements(link)) {
                if (child.taken()) {
                    continue;
                }
                boolean folded = child.name().equals("observation") && details.isElement(child);
                if (folded && Details.links(child).isEmpty()) {
                    details.fold(child, resource);
                } else {
                    related(link, child, resource);
                }
            }
        }
    }

    private void related(Node link, Node child, ObjectNode parent) {
        Rule rule = Rules.of(child, "");
        if (rule.target() == Rules.Target.NOTE && child.see("text").isPresent()) {
            note(child, parent);
            return;
        }
        for (ObjectNode made : map(child, "")) {
            Fhir.add(made, "extension", Draft.related(link.at("typeCode"), parent));
        }
    }

    /** A comment becomes a note where the resource has notes. */
    private void note(Node comment, ObjectNode parent) {
        String words = comment.see("text").map(text -> types.words(text.take())).orElse("");
        comment.takeAlone();
        ObjectNode note = Fhir.text(words);
        comment.see("author").ifPresent(author -> {
            author.takeAlone();
            author.see("time").flatMap(types::time).ifPresent(at -> note.put("time", at));
            author.see("assignedAuthor").map(people::staff).ifPresent(by -> Fhir.set(note, "authorReference", by));
        });
        if (note.has("text")) {
            details.keep(comment, note);
            Fhir.add(parent, "note", note);
        } else {
            details.keep(comment, parent);
        }
    }

    /** Who did it, in the list of that name, and when it was written down. */
    void performers(Node statement, ObjectNode resource, String list, String actor) {
        for (Node performer : statement.all("performer")) {
            performer.takeAlone();
            performer
                    .see("assignedEntity")
                    .map(people::staff)
                    .filter(by -> !by.isEmpty())
                    .ifPresent(by -> {
                        if (actor.isEmpty()) {
                            Fhir.add(resource, list, by);
                        } else {
                            ObjectNode one = Json.object();
                            one.set(actor, by);
                            Fhir.add(resource, list, one);
                        }
                    });
        }
    }

    /** The first author, as the element of that name. */
    void author(Node statement, ObjectNode resource, String element) {
        statement
                .see("author")
                .ifPresent(author -> author.takeAlone()
                        .see("assignedAuthor")
                        .map(people::staff)
                        .filter(by -> !by.isEmpty())
                        .ifPresent(by -> resource.set(element, by)));
    }

    /** When the first author wrote it; else when the document was written. */
    Optional<String> authored(Node statement) {
        return statement
                .see("author", "time")
                .flatMap(types::time)
                .or(() -> documented.isEmpty() ? Optional.empty() : Optional.of(documented));
    }

    static String step(Node statement) {
        return statement
                .see("code")
                .map(code -> code.at("code"))
                .filter(code -> !code.isEmpty())
                .map(code -> statement.name() + "[" + code + "]")
                .orElse(statement.name());
    }

    // -- wrappers, procedures, orders, goals, visits, media

    /** The concern about problems is no thing of its own: what it holds is. */
    private List<ObjectNode> concern(Node act, String section, Rule rule) {
        act.takeAlone();
        List<ObjectNode> made = new ArrayList<>();
        for (Node link : Details.links(act)) {
            link.takeAlone();
            for (Node child : Details.statements(link)) {
                boolean problem =
                        child.name().equals("observation") && !rule.category().isEmpty();
                boolean condition = problem && Rules.of(child, section).target() == Rules.Target.CONDITION;
                made.addAll(condition ? List.of(problems.condition(child, rule.category())) : map(child, section));
            }
        }
        if (made.isEmpty()) {
            return List.of(procedure(act));
        }
        ObjectNode first = made.getFirst();
        types.identifiers(act, first);
        details.keep(act, first);
        return made;
    }

    private ObjectNode procedure(Node statement) {
        ObjectNode procedure = make("Procedure", statement);
        boolean done = !statement.at("negationInd").equals("true");
        procedure.put("status", done ? status(statement, "completed") : "not-done");
        statement.see("code").map(types::concept).ifPresent(code -> Fhir.set(procedure, "code", code));
        if (!procedure.has("code")) {
            statement
                    .see("text")
                    .map(types::words)
                    .map(Fhir::text)
                    .ifPresent(text -> Fhir.set(procedure, "code", text));
        }
        statement.see("effectiveTime").ifPresent(time -> types.timing(time, procedure, "performed"));
        statement.all("targetSiteCode").forEach(site -> Fhir.add(procedure, "bodySite", types.concept(site)));
        performers(statement, procedure, PERFORMER_OF, "actor");
        author(statement, procedure, "recorder");
        return finish(statement, procedure);
    }

    private ObjectNode order(Node statement) {
        ObjectNode order = make("ServiceRequest", statement);
        order.put("status", status(statement, "completed").equals("completed") ? "completed" : "active");
        order.put("intent", statement.at("moodCode").equals("RQO") ? "order" : "plan");
        statement.see("code").map(types::concept).ifPresent(code -> Fhir.set(order, "code", code));
        statement
                .see("text")
                .map(types::words)
                .filter(words -> !words.isEmpty())
                .ifPresent(words -> {
                    if (!order.has("code")) {
                        order.set("code", Fhir.text(words));
                    } else {
                        Fhir.add(order, "note", Fhir.text(words));
                    }
                });
        for (Node value : statement.all("value")) {
            ObjectNode said = Json.object();
            types.value(value, said, "value");
            if (said.get("valueCodeableConcept") instanceof ObjectNode concept) {
                Fhir.add(order, "orderDetail", concept);
            } else if (said.has("valueString")) {
                Fhir.add(
                        order, "orderDetail", Fhir.text(said.path("valueString").asString()));
            } else if (said.get("valueQuantity") instanceof ObjectNode quantity && !order.has("quantityQuantity")) {
                order.set("quantityQuantity", quantity);
            } else if (!said.isEmpty()) {
                Fhir.add(order, "extension", said.put("url", Types.OWN + "cda-value"));
            }
        }
        statement.see("effectiveTime").ifPresent(time -> types.timing(time, order, "occurrence"));
        statement.all("targetSiteCode").forEach(site -> Fhir.add(order, "bodySite", types.concept(site)));
        performers(statement, order, PERFORMER_OF, "");
        author(statement, order, "requester");
        authored(statement)
                .filter(at -> statement.see("author").isPresent())
                .ifPresent(at -> order.put("authoredOn", at));
        return finish(statement, order);
    }

    private ObjectNode goal(Node statement) {
        ObjectNode goal = make("Goal", statement);
        goal.put("lifecycleStatus", "active");
        ObjectNode description = statement.see("code").map(types::concept).orElseGet(Json::object);
        if (description.isEmpty()) {
            description =
                    statement.see("text").map(types::words).map(Fhir::text).orElseGet(Json::object);
        }
        Fhir.set(goal, "description", description.isEmpty() ? Fhir.text("-") : description);
        statement.see("value").ifPresent(value -> {
            ObjectNode target = Json.object();
            types.value(value, target, "detail");
            if (target.has("detailDateTime") || target.has("detailPeriod")) {
                Fhir.add(
                        goal,
                        "extension",
                        Json.object().put("url", Types.OWN + "cda-value").setAll(target));
            } else if (!target.isEmpty()) {
                if (goal.path("description") instanceof ObjectNode measure && measure.has("coding")) {
                    target.set("measure", measure.deepCopy());
                }
                Fhir.add(goal, "target", target);
            }
        });
        statement.see("effectiveTime").ifPresent(time -> {
            ObjectNode said = Json.object();
            types.timing(time, said, "at");
            String start = said.path("atDateTime")
                    .asString(said.path("atPeriod").path("start").asString(""));
            Fhir.put(goal, "startDate", start.substring(0, Math.min(10, start.length())));
            if (said.has("atPeriod") || Times.isMoment(start)) {
                ObjectNode whole = Json.object().put("url", Types.OWN + "cda-time");
                if (said.get("atPeriod") instanceof ObjectNode period) {
                    whole.set("valuePeriod", period);
                } else {
                    whole.put("valueDateTime", start);
                }
                Fhir.add(goal, "extension", whole);
            }
        });
        author(statement, goal, "expressedBy");
        return finish(statement, goal);
    }

    private ObjectNode visit(Node statement) {
        ObjectNode visit = make("Encounter", statement);
        visit.put("status", "finished");
        visit.set("class", Fhir.coding(Systems.uri("2.16.840.1.113883.5.1008"), "UNK", ""));
        statement.see("code").map(types::concept).ifPresent(code -> Fhir.add(visit, "type", code));
        statement.see("effectiveTime").ifPresent(time -> {
            ObjectNode said = Json.object();
            types.timing(time, said, "at");
            if (said.get("atPeriod") instanceof ObjectNode period) {
                visit.set("period", period);
            } else if (said.has("atDateTime")) {
                visit.putObject("period").put("start", said.path("atDateTime").asString());
            }
        });
        performers(statement, visit, "participant", "individual");
        return finish(statement, visit);
    }

    private ObjectNode media(Node statement) {
        ObjectNode media = make("Media", statement);
        media.put("status", "completed");
        statement.see("value").ifPresent(value -> {
            value.take();
            ObjectNode content = media.putObject("content");
            Fhir.put(content, "contentType", value.at("mediaType"));
            String data = value.ownText().replaceAll("\\s+", "");
            if (value.at("representation").equals("B64")
                    && data.matches("[A-Za-z0-9+/]+={0,2}")
                    && data.length() % 4 == 0) {
                content.put("data", data);
            } else {
                String at = value.see("reference").map(each -> each.at("value")).orElse(value.ownText());
                Fhir.put(content, "title", at);
            }
        });
        return finish(statement, media);
    }

    /** Where a statement stands, as FHIR's event status. */
    static String status(Node statement, String otherwise) {
        return switch (statement.see("statusCode").map(code -> code.at("code")).orElse("")) {
            case "completed", "normal" -> "completed";
            case "active", "new" -> "in-progress";
            case "aborted", "cancelled", "obsolete" -> "stopped";
            case "suspended", "held" -> "on-hold";
            case "nullified" -> "entered-in-error";
            default -> otherwise;
        };
    }
}
