package org.tongmai.surveillance.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tongmai.simulator.Dispatch;
import org.tongmai.simulator.Institution;
import org.tongmai.simulator.NotifiableCase;
import org.tongmai.simulator.Province;
import org.tongmai.simulator.ProvinceSettings;
import org.tongmai.store.Json;
import org.tongmai.surveillance.disease.DiseaseList;
import tools.jackson.databind.JsonNode;

/**
 * Capture against the truth of a simulated province: what the institutions that speak FHIR sent of 2,000 residents in two years, with an
 * epidemic and decoys in its last days. A visit counts once for each disease.
 */
class CaptureOnSimulatorTest {

    private static final Logger LOG = LoggerFactory.getLogger(CaptureOnSimulatorTest.class);

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 17);
    private static final DiseaseList LIST = DiseaseList.standard();

    /** Visits as {@code institution visit family}. */
    private static final Set<String> FOUND = new HashSet<>();

    private static final Map<String, String> TRUTH = new HashMap<>();
    private static final Map<String, String> DECOYS = new HashMap<>();

    @BeforeAll
    static void read() {
        Province province = Province.generate(new ProvinceSettings(42, 2_000, "330000", TODAY).withEpidemic());
        var triggers = new Triggers(LIST);
        Set<String> fhir = new HashSet<>();
        for (Institution institution : province.institutions()) {
            if (institution.speaks() == Dispatch.Form.FHIR) {
                fhir.add(institution.uscc());
                for (Dispatch dispatch : province.dispatches(institution)) {
                    for (JsonNode entry : Json.read(dispatch.body()).path("entry")) {
                        triggers.of(entry.path("resource"), TODAY)
                                .forEach(each -> FOUND.add(key(
                                        institution.uscc(),
                                        dispatch.name(),
                                        LIST.known(each.disease()).orElseThrow().family())));
                    }
                }
            }
        }
        for (NotifiableCase each : province.notifiable()) {
            String institution = each.local().institution().uscc();
            if (fhir.contains(institution)) {
                if (each.decoy()) {
                    DECOYS.put(institution + " " + each.visit(), each.script());
                } else {
                    TRUTH.put(key(institution, each.visit(), each.disease()), each.script());
                }
            }
        }
    }

    private static String key(String institution, String visit, String family) {
        return institution + " " + visit + " " + family;
    }

    @Test
    void nearlyEveryCaseIsSeen() {
        Map<String, Long> missed = new TreeMap<>(TRUTH.entrySet().stream()
                .filter(each -> !FOUND.contains(each.getKey()))
                .collect(Collectors.groupingBy(Map.Entry::getValue, Collectors.counting())));
        double seen = TRUTH.keySet().stream().filter(FOUND::contains).count() / (double) TRUTH.size();

        LOG.info("Sensitivity {} of {} cases; missed {}", seen, TRUTH.size(), missed);
        assertThat(TRUTH).hasSizeGreaterThan(300);
        assertThat(seen).as("sensitivity; missed %s", missed).isGreaterThanOrEqualTo(0.98);
    }

    @Test
    void hardlyAnythingElseIsTakenForACase() {
        Set<String> wrong = new TreeSet<>();
        FOUND.stream().filter(each -> !TRUTH.containsKey(each)).forEach(each -> {
            String visit = each.substring(0, each.lastIndexOf(' '));
            wrong.add(DECOYS.getOrDefault(visit, "usual") + each.substring(each.lastIndexOf(' ')));
        });
        double right = FOUND.stream().filter(TRUTH::containsKey).count() / (double) FOUND.size();

        LOG.info(
                "Positive predictive value {} of {} found, {} decoys; wrong {}",
                right,
                FOUND.size(),
                DECOYS.size(),
                wrong);
        assertThat(DECOYS).hasSizeGreaterThan(30);
        assertThat(right).as("positive predictive value; wrong %s", wrong).isGreaterThanOrEqualTo(0.9);
    }

    @Test
    void noDecoyDeceivesAndEveryScriptOfTheEpidemicIsSeen() {
        Set<String> deceived = FOUND.stream()
                .map(each -> DECOYS.get(each.substring(0, each.lastIndexOf(' '))))
                .filter(each -> each != null)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> overlooked = TRUTH.entrySet().stream()
                .filter(each -> !FOUND.contains(each.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(deceived).isEmpty();
        assertThat(overlooked).isEmpty();
    }
}
