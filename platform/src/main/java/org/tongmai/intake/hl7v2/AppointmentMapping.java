package org.tongmai.intake.hl7v2;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Problem.Kind;
import org.tongmai.store.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * SCH with the resources of AIS, AIG, AIL and AIP to Appointment.
 *
 * @see <a href="https://www.hl7.eu/HL7v2x/v25/std25/ch10.html">HL7 v2.5 chapter 10, section 10.6</a>
 */
final class AppointmentMapping {

    /** What the trigger event makes of the appointment. */
    private static final Map<String, String> EVENTS =
            Map.of("S15", "cancelled", "S16", "cancelled", "S17", "entered-in-error", "S26", "noshow");

    /** SCH-25, HL7 table 0278. */
    private static final Map<String, String> STATES = Map.ofEntries(
            Map.entry("PENDING", "pending"),
            Map.entry("WAITLIST", "waitlist"),
            Map.entry("BOOKED", "booked"),
            Map.entry("STARTED", "arrived"),
            Map.entry("COMPLETE", "fulfilled"),
            Map.entry("CANCELLED", "cancelled"),
            Map.entry("DC", "cancelled"),
            Map.entry("DELETED", "entered-in-error"),
            Map.entry("BLOCKED", "pending"),
            Map.entry("OVERBOOK", "booked"),
            Map.entry("NOSHOW", "noshow"));

    private static final int MINUTES_MAX = 100_000;

    private final Source source;
    private final Times times;
    private final Concepts concepts;

    AppointmentMapping(Source source) {
        this.source = source;
        this.times = new Times(source.zones());
        this.concepts = new Concepts(source);
    }

    /** The appointment; one that the scheduling system has not numbered bears the number of who asked for it. */
    List<Entry> map(Hl7v2Message message, Entry patient) {
        Segment sch = message.first("SCH").orElseThrow(AppointmentMapping::missing);
        String number = sch.field(2).present() ? sch.text(2) : sch.text(1);
        if (number.isEmpty()) {
            throw missing();
        }
        ObjectNode appointment = Fhir.resource("Appointment").put("id", source.id("appointment", number));
        Fhir.add(
                appointment, "identifier", Numbers.entity(sch.field(sch.field(2).present() ? 2 : 1), system(), ""));
        if (sch.field(2).present() && sch.field(1).present()) {
            Fhir.add(appointment, "identifier", Numbers.entity(sch.field(1), source.system("booking"), "PLAC"));
        }
        String status = status(message, sch);
        appointment.put("status", status);
        reasons(sch, status, appointment);
        time(message, sch, appointment);
        participant(patient, appointment);
        notes(message, appointment);
        return List.of(Entry.byId(appointment, "appointment/" + number));
    }

    private String system() {
        return source.system("appointment");
    }

    private static String status(Hl7v2Message message, Segment sch) {
        String told = STATES.getOrDefault(sch.text(25).toUpperCase(Locale.ROOT), "");
        String decided = EVENTS.getOrDefault(message.header().trigger(), "");
        return !decided.isEmpty() ? decided : told.isEmpty() ? "booked" : told;
    }

    private void reasons(Segment sch, String status, ObjectNode appointment) {
        if (sch.field(6).present()) {
            ObjectNode event = concepts.table(sch.field(6), "appointment-event");
            boolean ended = status.equals("cancelled") || status.equals("noshow");
            if (ended) {
                appointment.set("cancelationReason", event);
            } else {
                Fhir.put(appointment, "comment", event.path("text").asString(""));
            }
        }
        sch.fields(7).forEach(reason -> Fhir.add(appointment, "reasonCode", concepts.table(reason, "0276")));
        sch.fields(8).stream()
                .findFirst()
                .ifPresent(type -> appointment.set("appointmentType", concepts.table(type, "0277")));
        for (int field : new int[] {12, 16, 20}) {
            sch.fields(field).forEach(contact -> {
                ObjectNode participant = Json.object();
                String role = field == 12 ? "placer contact" : field == 16 ? "filler contact" : "entered by";
                Fhir.add(participant, "type", Fhir.text(role));
                participant.set("actor", People.staff(contact, source));
                Fhir.add(appointment, "participant", participant.put("status", "accepted"));
            });
        }
    }

    /** TQ1-7 and TQ1-8, else SCH-11, else the first resource with a start; the length from SCH-9. */
    private void time(Hl7v2Message message, Segment sch, ObjectNode appointment) {
        @Nullable Integer minutes = minutes(sch.text(9), sch.field(10).firstOf(1, 2));
        String start = "";
        String end = "";
        for (Segment tq1 : message.all("TQ1").toList()) {
            start = moment(tq1.field(7), 1, start);
            end = moment(tq1.field(8), 1, end);
        }
        start = moment(sch.field(11), 4, start);
        end = moment(sch.field(11), 5, end);
        for (Segment segment : message.segments()) {
            @Nullable
            Integer at = Map.of("AIS", 4, "AIP", 6, "AIL", 6, "AIG", 8).get(segment.name());
            if (at != null) {
                start = moment(segment.field(at), 1, start);
                minutes = minutes == null
                        ? minutes(segment.text(at + 3), segment.field(at + 4).firstOf(1, 2))
                        : minutes;
            }
        }
        if (!start.isEmpty() && end.isEmpty() && minutes != null) {
            end = Times.written(OffsetDateTime.parse(start).plus(Duration.ofMinutes(minutes)));
        }
        Fhir.put(appointment, "start", start);
        Fhir.put(appointment, "end", end);
        if (minutes != null && minutes > 0) {
            appointment.put("minutesDuration", minutes);
        }
    }

    private String moment(Field field, int component, String known) {
        boolean said = known.isEmpty() && times.isMoment(field, component);
        return said ? times.moment(field, component) : known;
    }

    /** @param unit minutes where nothing is said */
    private static @Nullable Integer minutes(String number, String unit) {
        if (!number.matches("\\d{1,6}")) {
            return null;
        }
        int length = Integer.parseInt(number);
        String named = unit.toLowerCase(Locale.ROOT);
        int minutes = named.startsWith("s") ? Math.max(1, length / 60) : named.startsWith("h") ? length * 60 : length;
        return minutes > MINUTES_MAX ? null : minutes;
    }

    private static void participant(Entry patient, ObjectNode appointment) {
        ObjectNode participant = Json.object();
        participant.set("actor", Fhir.reference(patient.address()));
        Fhir.add(appointment, "participant", participant.put("status", "accepted"));
    }

    /** AIS is the service; AIP, AIL and AIG take part, each with its notes behind it. */
    private void notes(Hl7v2Message message, ObjectNode appointment) {
        StringBuilder comment = new StringBuilder(appointment.path("comment").asString(""));
        for (Segment segment : message.segments()) {
            switch (segment.name()) {
                case "AIS" -> {
                    Fhir.add(appointment, "serviceType", concepts.concept(segment.field(3), "service"));
                    segment.text(10);
                }
                case "AIP", "AIL", "AIG" -> resource(segment, appointment);
                case "NTE" ->
                    segment.fields(3)
                            .forEach(line -> comment.append(comment.isEmpty() ? "" : "\n")
                                    .append(line.whole()));
                default -> {}
            }
        }
        Fhir.put(appointment, "comment", comment.toString());
    }

    private void resource(Segment segment, ObjectNode appointment) {
        for (Field field : segment.fields(3)) {
            ObjectNode participant = Json.object();
            if (segment.field(4).present()) {
                Fhir.add(participant, "type", concepts.concept(segment.field(4), "participation"));
            }
            participant.set("actor", actor(segment.name(), field));
            Fhir.add(appointment, "participant", participant.put("status", "accepted"));
        }
    }

    private ObjectNode actor(String name, Field field) {
        return switch (name) {
            case "AIP" -> People.staff(field, source);
            case "AIL" -> People.place(field, source);
            default -> {
                ObjectNode device = Json.object().put("type", "Device");
                if (!field.text(1).isEmpty()) {
                    device.set("identifier", Fhir.identifier(source.system("equipment"), field.text(1)));
                }
                yield Fhir.put(device, "display", field.text(2));
            }
        };
    }

    private static Problem missing() {
        return new Problem(
                Kind.INVALID,
                "intake.appointment-number-missing",
                "The message does not say which appointment it is about.",
                "A change or a cancellation is matched by the number of the appointment.",
                "Send the scheduling system's number in SCH-2, or the booking system's in SCH-1.",
                List.of("SCH-2"));
    }
}
