package org.tongmai.intake.hl7v2;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tongmai.store.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a patient was in a visit and until when, whatever the order in which messages tell it. What is kept are arrivals, each
 * with its time; somebody is at a place until the next arrival or the end of the visit. So a late transfer takes its place among
 * the others, and a cancel takes away what it cancels and nothing newer.
 */
public final class VisitHistory {

    /** Elements that a late message may still tell. */
    private static final List<String> GAPS = List.of(
            "type", "serviceType", "priority", "participant", "reasonCode", "diagnosis", "account", "hospitalization");

    private VisitHistory() {}

    /**
     * What is true of a late message beside what newer ones said.
     *
     * @param message nothing of it counts that a newer one may have said otherwise
     * @param end a newer message ended the visit, or opened it again
     * @param transfer a newer message took a transfer back
     */
    public record Late(boolean message, boolean end, boolean transfer) {}

    /** One place, where it is known with the time from which on. */
    static ObjectNode place(ObjectNode place, String since) {
        ObjectNode at = Json.object();
        at.set("location", place);
        if (!since.isEmpty()) {
            at.putObject("period").put("start", since);
        }
        return at;
    }

    /**
     * Puts the places, the class history and the end of the visit into what would otherwise be stored.
     *
     * @param stored as it stands
     * @param merged the message over it, or what is stored where the message is late
     * @param entry what the message says
     * @param at when, as the entry's event was written down
     */
    public static ObjectNode weave(ObjectNode stored, ObjectNode merged, Entry entry, Instant at, Late late) {
        end(stored, merged, entry, late);
        if (!late.message() && entry.event() == VisitEvent.CHANGE_CLASS) {
            List<ObjectNode> now = places(entry.resource());
            classes(stored, merged, now.isEmpty() ? at.toString() : start(now.getLast()));
        }
        List<ObjectNode> places = places(stored);
        List<ObjectNode> said = places(entry.resource());
        @Nullable ObjectNode here = said.isEmpty() ? null : said.getLast();
        if (entry.event() == VisitEvent.CANCEL_TRANSFER) {
            moveBack(places, here, at);
        } else if (here != null && entry.event().arrives()) {
            if (!late.transfer() || !late.message()) {
                arrive(places, said, late.message());
            }
        } else if (here != null && !late.message()) {
            correct(places, here);
        }
        if (places.isEmpty()) {
            merged.remove("location");
        } else {
            ArrayNode list = Json.object().putArray("location");
            places.forEach(list::add);
            merged.set("location", list);
            close(merged);
        }
        return merged;
    }

    /** Each place ends where the next begins, the last with the visit; a single one without time says neither. */
    static void close(ObjectNode visit) {
        List<ObjectNode> places = places(visit);
        if (places.isEmpty() || (places.size() == 1 && start(places.getFirst()).isEmpty())) {
            return;
        }
        String end = visit.path("period").path("end").asString("");
        ArrayNode list = Json.object().putArray("location");
        for (int i = 0; i < places.size(); i++) {
            boolean last = i == places.size() - 1;
            String until = last ? end : start(places.get(i + 1));
            ObjectNode place = Json.object();
            place.set("location", places.get(i).path("location"));
            place.put("status", last && end.isEmpty() ? "active" : "completed");
            String from = start(places.get(i));
            Fhir.set(place, "period", Fhir.put(Fhir.put(Json.object(), "start", from), "end", until));
            list.add(place);
        }
        visit.set("location", list);
    }

    /**
     * Puts an arrival among the others by its time. A last place of which nobody knows since when was told by a newer message than
     * any late one.
     */
    private static void arrive(List<ObjectNode> places, List<ObjectNode> said, boolean late) {
        ObjectNode here = said.getLast();
        if (places.isEmpty()) {
            places.addAll(said);
            return;
        }
        int index = places.size();
        if (start(places.getLast()).isEmpty() && (late || same(places.getLast(), here))) {
            index--;
        }
        while (index > 0 && since(places.get(index - 1)).isAfter(since(here))) {
            index--;
        }
        if (index < places.size()
                && same(places.get(index), here)
                && start(places.get(index)).isEmpty()) {
            places.set(index, here);
        } else if (index == 0 || !same(places.get(index - 1), here)) {
            places.add(index, here);
        }
    }

    /** The last arrival that is not after the cancel goes, unless the patient is where the cancel says anyway. */
    private static void moveBack(List<ObjectNode> places, @Nullable ObjectNode here, Instant at) {
        if (places.isEmpty() || since(places.getLast()).isAfter(at)) {
            return;
        }
        boolean there = here != null && same(places.getLast(), here);
        if (places.size() > 1 && !there) {
            places.removeLast();
        }
        if (here != null) {
            correct(places, here);
        }
    }

    /** A message that moves nobody and names another place: there the patient is, nobody knows since when. */
    private static void correct(List<ObjectNode> places, ObjectNode here) {
        if (places.isEmpty()
                || (!same(places.getLast(), here) && !start(places.getLast()).isEmpty())) {
            places.add(place((ObjectNode) here.path("location"), ""));
        } else if (!same(places.getLast(), here)) {
            places.getLast().set("location", here.path("location"));
        }
    }

    private static void end(ObjectNode stored, ObjectNode merged, Entry entry, Late late) {
        boolean lives = !List.of("cancelled", "entered-in-error")
                .contains(stored.path("status").asString(""));
        begin(stored, merged, entry, late);
        if (late.end() || !lives) {
            return;
        }
        if (entry.event() == VisitEvent.DISCHARGE && late.message()) {
            period(merged)
                    .put("end", entry.resource().path("period").path("end").asString(""));
            merged.put("status", "finished");
            entry.resource().path("hospitalization").properties().forEach(each -> {
                ObjectNode stay = merged.withObject("hospitalization");
                if (!stay.has(each.getKey())) {
                    stay.set(each.getKey(), each.getValue());
                }
            });
        }
        if (entry.event() == VisitEvent.CANCEL_DISCHARGE
                && stored.path("status").asString("").equals("finished")) {
            period(merged).remove("end");
            merged.put("status", "in-progress");
            if (merged.get("hospitalization") instanceof ObjectNode stay) {
                stay.remove("dischargeDisposition");
                stay.remove("destination");
            }
        }
    }

    /** Who was expected, or not any more, has come after all. */
    private static void begin(ObjectNode stored, ObjectNode merged, Entry entry, Late late) {
        String was = stored.path("status").asString("");
        boolean came = entry.event() == VisitEvent.REGISTER || entry.event() == VisitEvent.TRANSFER;
        if (late.message()) {
            merged.set("subject", entry.resource().get("subject")); // a number of another patient is refused
            fill(merged, entry);
        }
        if (came && !late.message() && (was.equals("planned") || was.equals("cancelled"))) {
            merged.put("status", entry.resource().path("status").asString(""));
        }
    }

    /** Of a late message what no newer one spoke of, and an earlier beginning. */
    private static void fill(ObjectNode merged, Entry entry) {
        ObjectNode said = entry.resource();
        for (String name : GAPS) {
            if (said.has(name) && !merged.has(name)) {
                merged.set(name, said.get(name));
            }
        }
        String start = said.path("period").path("start").asString("");
        if (entry.event().begins() && !start.isEmpty()) {
            String known = period(merged).path("start").asString("");
            if (known.isEmpty() || moment(known).isAfter(moment(start))) {
                period(merged).put("start", start);
            }
        }
    }

    private static ObjectNode period(ObjectNode visit) {
        ObjectNode period = visit.get("period") instanceof ObjectNode known ? known : Json.object();
        visit.set("period", period);
        return period;
    }

    /** The class that the visit had until now. */
    private static void classes(ObjectNode stored, ObjectNode merged, String at) {
        JsonNode before = stored.path("class");
        if (before.isMissingNode() || before.equals(merged.path("class"))) {
            return;
        }
        ObjectNode was = Json.object();
        was.set("class", before);
        List<JsonNode> earlier =
                List.copyOf(stored.path("classHistory").valueStream().toList());
        String since = earlier.isEmpty()
                ? stored.path("period").path("start").asString("")
                : earlier.getLast().path("period").path("end").asString("");
        was.set("period", Fhir.put(Fhir.put(Json.object(), "start", since), "end", at));
        Fhir.add(merged, "classHistory", was);
    }

    private static List<ObjectNode> places(ObjectNode visit) {
        List<ObjectNode> places = new ArrayList<>();
        visit.path("location").forEach(each -> places.add((ObjectNode) each.deepCopy()));
        return places;
    }

    private static boolean same(ObjectNode one, ObjectNode other) {
        return name(one).equals(name(other));
    }

    /** A place is known by its number, else by its words. */
    private static String name(ObjectNode at) {
        JsonNode place = at.path("location");
        return Optional.of(place.path("identifier").path("value").asString(""))
                .filter(number -> !number.isEmpty())
                .orElse(place.path("display").asString(""));
    }

    /** An arrival of which only the day is known is at its beginning in UTC; one without time was always. */
    private static Instant since(ObjectNode at) {
        return moment(start(at));
    }

    private static Instant moment(String start) {
        if (start.isEmpty()) {
            return Instant.MIN;
        }
        try {
            return start.length() > "2026-01-01".length()
                    ? OffsetDateTime.parse(start).toInstant()
                    : LocalDate.parse((start + "-01-01").substring(0, 10))
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant();
        } catch (DateTimeException unknown) {
            return Instant.MIN;
        }
    }

    private static String start(ObjectNode at) {
        return at.path("period").path("start").asString("");
    }
}
