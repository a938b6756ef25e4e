package org.tongmai.person;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tongmai.kernel.DocumentType;
import org.tongmai.kernel.IdentityDocument;
import org.tongmai.kernel.Problem;
import org.tongmai.kernel.Sex;
import org.tongmai.person.match.NumberClaim;
import org.tongmai.person.match.PersonName;
import org.tongmai.person.match.PostalAddress;
import org.tongmai.person.match.Registration;
import org.tongmai.store.Fact;
import tools.jackson.databind.JsonNode;

/** Reads who somebody is out of a FHIR Patient. Odd values are passed over, never refused: the fact is already stored. */
final class PatientReader {

    private static final ZoneId CHINA = ZoneId.of("Asia/Shanghai");
    private static final Pattern PARTIAL = Pattern.compile("\\d{4}(-\\d{2})?");
    private static final int VALUES_MOST = 10;

    /** The same whenever it is read: what is valid is judged by the day on which it was sent. */
    Identity read(Fact fact, JsonNode patient, @Nullable String institution) {
        return read(fact.key().compartment(), fact.id(), patient, institution, fact.at());
    }

    Identity read(long compartment, String patient, JsonNode resource, @Nullable String institution, Instant at) {
        String localId = localId(resource);
        String address = each(resource, "address")
                .map(PatientReader::address)
                .findFirst()
                .orElse("");
        String name = currentName(resource).map(PatientReader::text).orElse("");
        boolean placeholder = PassedOver.in(resource).stream().anyMatch(PassedOver::stopgap);
        Registration registration = registration(
                compartment,
                resource,
                address,
                institution + "|" + localId + "|" + name + "|" + address + "|" + placeholder,
                day(at));
        return new Identity(0, patient, institution, localId, name, address, registration, placeholder, at);
    }

    private static Registration registration(
            long compartment, JsonNode patient, String address, String source, LocalDate registered) {
        Sex sex = Sex.ofGender(patient.path("gender").asString(""));
        Optional<LocalDate> birthDate = birthDate(patient);
        List<PersonName> names = names(patient);
        List<NumberClaim> numbers = numbers(patient, birthDate, sex, registered);
        Set<String> documents = documents(patient, registered);
        Set<String> phones = phones(patient);
        PostalAddress place = PostalAddress.read(address);
        Set<String> guardians = guardians(patient);
        boolean minor = Registration.minor(birthDate.orElse(null), registered);
        // what is only shown is in the digest too: where it changes it has to be written
        String all = String.join(
                "|",
                source,
                names.toString(),
                sex.code(),
                birthDate.toString(),
                numbers.toString(),
                documents.toString(),
                phones.toString(),
                place.toString(),
                guardians.toString(),
                Boolean.toString(minor));
        return new Registration(
                compartment,
                names,
                sex,
                birthDate.orElse(null),
                minor,
                numbers,
                documents,
                phones,
                place,
                guardians,
                0,
                Registration.digest(all));
    }

    static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, CHINA);
    }

    private static String localId(JsonNode patient) {
        return each(patient, "identifier")
                .filter(identifier -> identifier.path("use").asString("").equals("usual")
                        || identifier
                                .path("type")
                                .path("coding")
                                .path(0)
                                .path("code")
                                .asString("")
                                .equals("MR"))
                .map(identifier -> identifier.path("value").asString(""))
                .findFirst()
                .orElse("");
    }

    /** A date of which only the year, or year and month are told stands as the first of January, which is taken for the year alone. */
    private static Optional<LocalDate> birthDate(JsonNode patient) {
        String written = patient.path("birthDate").asString("");
        try {
            LocalDate date = PARTIAL.matcher(written).matches()
                    ? LocalDate.of(Integer.parseInt(written.substring(0, 4)), 1, 1)
                    : LocalDate.parse(written);
            return Optional.of(date).filter(told -> !Registration.placeholder(told));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> currentName(JsonNode patient) {
        return each(patient, "name").filter(name -> !former(name)).findFirst();
    }

    private static boolean former(JsonNode name) {
        String use = name.path("use").asString("");
        return use.equals("old") || use.equals("maiden");
    }

    private static List<PersonName> names(JsonNode patient) {
        Optional<JsonNode> current = currentName(patient);
        return Stream.concat(
                        current.stream(),
                        each(patient, "name")
                                .filter(name -> current.filter(name::equals).isEmpty()))
                .flatMap(name -> PersonName.read(text(name), name.path("family").asString("")).stream())
                .distinct()
                .toList();
    }

    private static String text(JsonNode name) {
        String text = name.path("text").asString("");
        if (!text.isBlank()) {
            return text;
        }
        String family = name.path("family").asString("");
        String given = each(name, "given").map(part -> part.asString("")).collect(Collectors.joining(" "));
        return (family + " " + given).trim();
    }

    private static List<NumberClaim> numbers(
            JsonNode patient, Optional<LocalDate> birthDate, Sex sex, LocalDate registered) {
        return each(patient, "identifier")
                .filter(identifier -> type(identifier)
                        .filter(DocumentType.RESIDENT_NUMBER::equals)
                        .isPresent())
                .flatMap(identifier ->
                        NumberClaim.read(identifier.path("value").asString(""), birthDate, sex, registered).stream())
                .distinct()
                .toList();
    }

    private static Set<String> documents(JsonNode patient, LocalDate registered) {
        var documents = new TreeSet<String>();
        each(patient, "identifier")
                .forEach(identifier -> type(identifier)
                        .filter(type -> type != DocumentType.RESIDENT_NUMBER && type != DocumentType.HOUSEHOLD_REGISTER)
                        .ifPresent(type -> {
                            try {
                                String written = identifier.path("value").asString("");
                                String number = IdentityDocument.parse(type, written, registered)
                                        .number();
                                if (!Registration.placeholder(number)) {
                                    documents.add(type + " " + number);
                                }
                            } catch (Problem notANumberOfThisType) {
                                // Says nothing about who it is.
                            }
                        }));
        return documents;
    }

    private static Optional<DocumentType> type(JsonNode identifier) {
        return DocumentType.ofSystem(identifier.path("system").asString(""));
    }

    private static Set<String> phones(JsonNode holder) {
        var phones = new TreeSet<String>();
        each(holder, "telecom")
                .filter(telecom -> telecom.path("system").asString("phone").equals("phone")
                        || telecom.path("system").asString("").equals("sms"))
                .flatMap(telecom -> Registration.phone(telecom.path("value").asString("")).stream())
                .forEach(phones::add);
        return phones;
    }

    private static String address(JsonNode address) {
        String text = address.path("text").asString("");
        if (!text.isBlank()) {
            return text;
        }
        var parts = new ArrayList<String>();
        for (String part : List.of("state", "city", "district")) {
            parts.add(address.path(part).asString(""));
        }
        each(address, "line").forEach(line -> parts.add(line.asString("")));
        return String.join("", parts);
    }

    private static Set<String> guardians(JsonNode patient) {
        var guardians = new LinkedHashSet<String>();
        each(patient, "contact").forEach(contact -> {
            PersonName.read(text(contact.path("name")), "").ifPresent(name -> guardians.add("name " + name.text()));
            phones(contact).forEach(phone -> guardians.add("phone " + phone));
        });
        return new TreeSet<>(guardians);
    }

    private static Stream<JsonNode> each(JsonNode holder, String member) {
        return holder.path(member).valueStream().limit(VALUES_MOST);
    }
}
