package org.tongmai.person;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.tongmai.node.TestDatabase;
import org.tongmai.person.match.BlockingKeys;

class IdentityStoreTest {

    private final IdentityStore store =
            new IdentityStore(JdbcClient.create(TestDatabase.fresh().dataSource()));
    private final List<Identity> registered =
            List.copyOf(SimulatedRegistrations.of(5, 150).last().values());

    /** The index judges what it just wrote without reading it back. */
    @Test
    void whatWasWrittenIsWhatIsRead() {
        Map<Long, Long> homes = store.insert(registered, keys(registered));
        Map<String, Long> holders = store.count(registered.stream()
                .map(IdentityStore::nameKey)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())));

        Map<Long, Identity> read = store.find(homes.keySet()).stream()
                .collect(Collectors.toMap(Identity::compartment, Function.identity()));

        assertThat(read).hasSameSizeAs(registered).hasSizeGreaterThan(200);
        assertThat(registered)
                .allSatisfy(identity -> assertThat(identity.written(
                                homes.getOrDefault(identity.compartment(), -1L),
                                holders.getOrDefault(IdentityStore.nameKey(identity), 0L)))
                        .isEqualTo(read.get(identity.compartment())));
    }

    @Test
    void homesAreGivenInOrderAndStay() {
        Map<Long, Long> homes = store.insert(registered, keys(registered));
        assertThat(registered.stream().map(identity -> homes.get(identity.compartment())))
                .isSorted();

        List<Identity> otherwise = registered.reversed();
        store.update(otherwise, keys(otherwise));

        assertThat(store.find(homes.keySet()))
                .allSatisfy(identity -> assertThat(identity.home()).isEqualTo(homes.get(identity.compartment())));
    }

    private static Map<Long, Set<Long>> keys(List<Identity> identities) {
        var keys = new HashMap<Long, Set<Long>>();
        identities.forEach(identity -> keys.put(identity.compartment(), BlockingKeys.of(identity.registration())));
        return keys;
    }
}
