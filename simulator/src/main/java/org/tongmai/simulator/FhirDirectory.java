package org.tongmai.simulator;

import org.tongmai.simulator.Institution.Department;
import org.tongmai.simulator.Institution.Practitioner;
import tools.jackson.databind.node.ObjectNode;

/** The first bundle of an institution: itself, its departments and its doctors, each created unless it exists. */
final class FhirDirectory {

    private static final String ORGANIZATION_TYPE = "organization-type";

    private FhirDirectory() {}

    static byte[] bundle(Institution institution) {
        FhirBundle bundle = new FhirBundle("directory " + institution.uscc());
        String self = bundle.createUnlessExists(organization(institution), Fhir.USCC, institution.uscc());
        for (Department department : institution.departments()) {
            String unit = bundle.createUnlessExists(
                    unit(institution, department, self), institution.system("department"), department.code());
            for (Practitioner doctor : department.doctors()) {
                String person = bundle.createUnlessExists(
                        practitioner(institution, doctor), institution.system("staff"), doctor.number());
                bundle.createUnlessExists(
                        role(institution, department, doctor, person, unit),
                        institution.system("role"),
                        doctor.number());
            }
        }
        return bundle.bytes();
    }

    private static ObjectNode organization(Institution institution) {
        ObjectNode organization = Fhir.resource("Organization");
        organization.putArray("identifier").add(Fhir.identifier(Fhir.USCC, institution.uscc()));
        organization.put("active", true);
        ObjectNode provider = Fhir.concept(ORGANIZATION_TYPE, "prov");
        organization
                .putArray("type")
                .add(provider)
                .addObject()
                .putArray("coding")
                .add(Fhir.coding("https://tongmai.org/fhir/CodeSystem/institution-category", institution.kind()));
        return organization.put("name", institution.name());
    }

    private static ObjectNode unit(Institution institution, Department department, String self) {
        ObjectNode unit = Fhir.resource("Organization");
        unit.putArray("identifier").add(Fhir.identifier(institution.system("department"), department.code()));
        unit.put("active", true);
        unit.putArray("type").add(Fhir.concept(ORGANIZATION_TYPE, "dept"));
        unit.put("name", department.name());
        unit.set("partOf", Fhir.reference(self));
        return unit;
    }

    private static ObjectNode practitioner(Institution institution, Practitioner doctor) {
        ObjectNode practitioner = Fhir.resource("Practitioner");
        practitioner.putArray("identifier").add(Fhir.identifier(institution.system("staff"), doctor.number()));
        practitioner.put("active", true);
        practitioner
                .putArray("name")
                .addObject()
                .put("text", doctor.name().text())
                .put("family", doctor.name().family())
                .putArray("given")
                .add(doctor.name().given());
        return practitioner;
    }

    private static ObjectNode role(
            Institution institution, Department department, Practitioner doctor, String person, String unit) {
        ObjectNode role = Fhir.resource("PractitionerRole");
        role.putArray("identifier").add(Fhir.identifier(institution.system("role"), doctor.number()));
        role.put("active", true);
        role.set("practitioner", Fhir.reference(person));
        role.set("organization", Fhir.reference(unit));
        role.putArray("specialty").add(Fhir.text(department.name()));
        return role;
    }
}
