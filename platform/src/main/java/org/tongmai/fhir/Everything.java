package org.tongmai.fhir;

import java.util.Set;

/**
 * {@code Patient/id/$everything}: the record of one source patient.
 *
 * @see <a href="http://hl7.org/fhir/R4/patient-operation-everything.html">FHIR R4 Patient/$everything</a>
 */
final class Everything implements Operation {

    private final Reading reading;

    Everything(Reading reading) {
        this.reading = reading;
    }

    @Override
    public String name() {
        return "everything";
    }

    @Override
    public String definition() {
        return "http://hl7.org/fhir/OperationDefinition/Patient-everything";
    }

    @Override
    public Set<Level> levels() {
        return Set.of(Level.INSTANCE);
    }

    @Override
    public Set<String> types() {
        return Set.of("Patient");
    }

    @Override
    public boolean readOnly() {
        return true;
    }

    @Override
    public Answer run(Call call) {
        return Answer.ok(reading.everything(call.request(), String.valueOf(call.id())));
    }
}
