package org.tongmai.person;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tongmai.simulator.Dispatch;
import org.tongmai.simulator.Institution;
import org.tongmai.simulator.LocalPatient;
import org.tongmai.simulator.Province;
import org.tongmai.simulator.ProvinceSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What the institutions of a simulated province say about their patients, and the truth about who they are. */
final class SimulatedRegistrations {

    static final LocalDate TODAY = LocalDate.of(2026, 6, 1);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, Long> compartments = new HashMap<>();
    private final List<Identity> identities = new ArrayList<>();
    private final Map<Long, String> residents = new HashMap<>();
    private final Map<Long, String> errors = new HashMap<>();
    private final Map<Long, Identity> last = new LinkedHashMap<>();
    private final PatientReader reader = new PatientReader();

    static SimulatedRegistrations of(long seed, int residents) {
        var registrations = new SimulatedRegistrations();
        Province province = Province.generate(new ProvinceSettings(seed, residents, "330000", TODAY));
        for (LocalPatient local : province.truth().locals()) {
            String key = local.institution().uscc() + "|" + local.localId();
            long compartment = registrations.compartments.size() + 1L;
            registrations.compartments.put(key, compartment);
            registrations.residents.put(
                    compartment, String.valueOf(local.resident().id()));
            registrations.errors.put(compartment, local.errors().toString());
        }
        for (Institution institution : province.institutions()) {
            for (Dispatch dispatch : province.dispatches(institution)) {
                registrations.read(dispatch);
            }
        }
        return registrations;
    }

    /** In the order in which they were sent, updates included, repetitions left out. */
    List<Identity> identities() {
        return identities;
    }

    /** What each source patient is registered as in the end. */
    Map<Long, Identity> last() {
        return last;
    }

    /** What a source patient is registered as in the end, for reports. */
    String registration(long compartment) {
        Identity identity = last.get(compartment);
        return identity == null ? "" : identity.registration().toString();
    }

    /** Who a source patient really is. */
    String resident(long compartment) {
        return residents.getOrDefault(compartment, "nobody");
    }

    /** What went wrong at the registration, for reports. */
    String errors(long compartment) {
        return errors.getOrDefault(compartment, "");
    }

    private void read(Dispatch dispatch) {
        if (dispatch.localId().isEmpty()) {
            return;
        }
        String localId = dispatch.localId().get();
        long compartment = compartments.getOrDefault(dispatch.institution() + "|" + localId, 0L);
        for (JsonNode patient : dispatch.form() == Dispatch.Form.FHIR ? patients(dispatch) : List.of(pid(dispatch))) {
            Identity identity = reader.read(
                    compartment,
                    "p" + compartment,
                    patient,
                    dispatch.institution(),
                    dispatch.at().toInstant());
            Identity before = last.put(compartment, identity);
            if (before == null
                    || before.registration().order() != identity.registration().order()) {
                identities.add(identity);
            }
        }
    }

    private static List<JsonNode> patients(Dispatch dispatch) {
        return JSON.readTree(dispatch.body())
                .path("entry")
                .valueStream()
                .map(entry -> entry.path("resource"))
                .filter(resource -> resource.path("resourceType").asString("").equals("Patient"))
                .toList();
    }

    /** The PID segment as the contract maps it to a Patient; the real mapping belongs to intake and has its own tests. */
    private static JsonNode pid(Dispatch dispatch) {
        String ascii = new String(dispatch.body(), StandardCharsets.ISO_8859_1);
        Charset charset = ascii.contains("GB 18030") ? Charset.forName("GB18030") : StandardCharsets.UTF_8;
        String[] pid = new String(dispatch.body(), charset)
                .lines()
                .filter(line -> line.startsWith("PID|"))
                .findFirst()
                .orElseThrow()
                .split("\\|", -1);
        ObjectNode patient = JSON.createObjectNode().put("resourceType", "Patient");
        for (String identifier : pid[3].split("~")) {
            String[] parts = identifier.split("\\^", -1);
            var node = patient.withArray("identifier").addObject().put("value", parts[0]);
            if (parts[4].equals("MR")) {
                node.put("use", "usual");
            } else {
                node.put("system", "urn:oid:2.16.156.10011.1.3");
            }
        }
        String[] name = pid[5].split("\\^", -1);
        patient.withArray("name")
                .addObject()
                .put("text", name[0] + field(name, 1))
                .put("family", name[0]);
        String born = pid[7];
        if (born.length() >= 8) {
            patient.put("birthDate", born.substring(0, 4) + "-" + born.substring(4, 6) + "-" + born.substring(6, 8));
        }
        patient.put("gender", Map.of("M", "male", "F", "female").getOrDefault(pid[8], "unknown"));
        String[] address = field(pid, 11).split("\\^", -1);
        patient.withArray("address").addObject().put("text", field(address, 3) + field(address, 2) + address[0]);
        if (!field(pid, 13).isEmpty()) {
            patient.withArray("telecom")
                    .addObject()
                    .put("system", "phone")
                    .put("value", field(pid, 13).split("\\^", -1)[0]);
        }
        return patient;
    }

    private static String field(String[] fields, int place) {
        return place < fields.length ? fields[place] : "";
    }
}
