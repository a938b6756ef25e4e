package org.tongmai.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.EncodingEnum;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.SummaryEnum;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that others wrote do each interaction: HAPI's in Java, fhir-kit-client and fhirclient in JavaScript. */
@ExtendWith(OpenNode.class)
class ClientsTest {

    private static final Path FOLDER = Path.of("src/test/clients");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @ParameterizedTest
    @EnumSource(names = {"JSON", "XML"})
    void hapi(EncodingEnum encoding) {
        FhirContext context = FhirContext.forR4Cached();
        context.getRestfulClientFactory()
                .setSocketTimeout((int) Duration.ofMinutes(1).toMillis());
        IGenericClient client = context.newRestfulGenericClient(OpenNode.url() + "/fhir");
        client.setEncoding(encoding);
        String family = "Hapi" + encoding;

        var patient = new Patient();
        patient.addName().setFamily(family).addGiven("杰");
        MethodOutcome made = client.create().resource(patient).execute();
        assertThat(made.getCreated()).isTrue();
        var id = made.getId().toUnqualifiedVersionless();

        Patient read = client.read().resource(Patient.class).withId(id).execute();
        assertThat(read.getNameFirstRep().getGivenAsSingleString()).isEqualTo("杰");
        assertThat(client.read()
                        .resource(Patient.class)
                        .withId(id)
                        .ifVersionMatches("1")
                        .returnNull()
                        .execute())
                .isNull();

        read.setActive(true);
        client.update().resource(read).execute();
        assertThat(client.read()
                        .resource(Patient.class)
                        .withId(id.withVersion("1"))
                        .execute()
                        .hasActive())
                .isFalse();
        client.update()
                .resource(read)
                .conditional()
                .where(Patient.FAMILY.matches().value(family))
                .execute();

        Bundle found = client.search()
                .forResource(Patient.class)
                .where(Patient.FAMILY.matches().value(family))
                .returnBundle(Bundle.class)
                .execute();
        assertThat(found.getTotal()).isEqualTo(1);
        assertThat(client.search()
                        .forResource(Patient.class)
                        .where(Patient.FAMILY.matches().value(family))
                        .summaryMode(SummaryEnum.COUNT)
                        .returnBundle(Bundle.class)
                        .execute()
                        .getTotal())
                .isEqualTo(1);

        var pair = new Bundle();
        pair.setType(Bundle.BundleType.TRANSACTION);
        for (int i = 0; i < 2; i++) {
            pair.addEntry()
                    .setResource(
                            new Patient().addName(new org.hl7.fhir.r4.model.HumanName().setFamily(family + "Page")))
                    .getRequest()
                    .setMethod(Bundle.HTTPVerb.POST)
                    .setUrl("Patient");
        }
        assertThat(client.transaction().withBundle(pair).execute().getEntry()).hasSize(2);
        Bundle page = client.search()
                .forResource(Patient.class)
                .where(Patient.FAMILY.matches().value(family + "Page"))
                .count(1)
                .returnBundle(Bundle.class)
                .execute();
        assertThat(client.loadPage().next(page).execute().getEntry()).hasSize(1);

        assertThat(client.history()
                        .onInstance(id)
                        .returnBundle(Bundle.class)
                        .execute()
                        .getEntry())
                .hasSizeGreaterThanOrEqualTo(2);
        assertThat(client.history()
                        .onType(Patient.class)
                        .returnBundle(Bundle.class)
                        .count(3)
                        .execute()
                        .getEntry())
                .hasSize(3);
        assertThat(client.history()
                        .onServer()
                        .returnBundle(Bundle.class)
                        .count(3)
                        .execute()
                        .getEntry())
                .hasSize(3);
        assertThat(client.operation()
                        .onInstance(id)
                        .named("$everything")
                        .withNoParameters(Parameters.class)
                        .useHttpGet()
                        .returnResourceType(Bundle.class)
                        .execute()
                        .getEntry())
                .hasSize(1);
        assertThat(client.capabilities()
                        .ofType(CapabilityStatement.class)
                        .execute()
                        .getRestFirstRep()
                        .getResource())
                .hasSizeGreaterThan(140);

        client.delete().resourceById(id).execute();
        assertThatThrownBy(
                        () -> client.read().resource(Patient.class).withId(id).execute())
                .isInstanceOf(ResourceGoneException.class);
    }

    @Test
    void javaScript() throws IOException, InterruptedException {
        if (!installed()) {
            run("npm", "ci", "--ignore-scripts");
        }

        String told = run("node", "round-trip.mjs", OpenNode.url() + "/fhir");

        assertThat(told).contains("kit gone", "smart gone");
    }

    private static boolean installed() throws IOException {
        Path mark = FOLDER.resolve("node_modules/.package-lock.json");
        return Files.exists(mark)
                && Files.getLastModifiedTime(mark)
                                .compareTo(Files.getLastModifiedTime(FOLDER.resolve("package-lock.json")))
                        >= 0;
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("clients", ".txt");
        Process process = new ProcessBuilder(List.of(command))
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
        String told = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended && process.exitValue() == 0)
                .as(String.join(" ", command) + "\n" + told)
                .isTrue();
        return told;
    }
}
