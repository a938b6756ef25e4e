package org.tongmai.cli;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.tongmai.access.Accounts;
import org.tongmai.access.Clients;
import org.tongmai.access.NewAccount;
import org.tongmai.access.Participants;
import org.tongmai.access.Role;
import org.tongmai.cli.load.Credentials;
import org.tongmai.cli.load.SystemClient;
import org.tongmai.person.Identity;
import org.tongmai.simulator.DemoResident;
import org.tongmai.simulator.Institution;
import org.tongmai.simulator.Province;

/** Who takes part in the demonstration: a person for each role, and a system for each institution. */
final class DemoAccounts {

    /** Somebody to sign in as. */
    record Persona(String login, String who, String does) {}

    private static final String BY = "demo";

    /** Invented, as those of the simulated institutions are. */
    private static final String CDC_PROVINCE = "12330000TM00001165";

    static final String CDC_COUNTY = "12330100TM00001245";

    private final Accounts accounts;
    private final Clients clients;
    private final Province province;
    private final Path secrets;
    private final String password;

    /** @param password of all the demonstration's people */
    DemoAccounts(Accounts accounts, Clients clients, Province province, Path data, String password) {
        this.accounts = accounts;
        this.clients = clients;
        this.province = province;
        this.secrets = data.resolve("secrets");
        this.password = password;
    }

    /** The password of all the demonstration's people; made at the first run. */
    static String password(Path data) throws IOException {
        Path file = data.resolve("secrets").resolve("demo-password");
        if (!Files.exists(file)) {
            byte[] random = new byte[9];
            new SecureRandom().nextBytes(random);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, Base64.getUrlEncoder().encodeToString(random));
        }
        return Files.readString(file).strip();
    }

    /** The people who need no record of their own. */
    List<Persona> staff() {
        List<Persona> personas = new ArrayList<>();
        personas.add(doctor("doctor.b", "B", "opens " + DemoResident.NAME + ", who walked in today"));
        personas.add(doctor(
                "doctor.a",
                "A",
                "sees " + DemoResident.NAME + " too, with hospital A's own records only, and can ask for the rest"));
        for (String key : List.of("A", "B")) {
            Institution institution = province.institution(key);
            personas.add(add(
                    NewAccount.staff(
                            "it." + key.toLowerCase(Locale.ROOT),
                            "信息科 " + institution.name(),
                            Role.INSTITUTION_IT,
                            password,
                            institution.uscc()),
                    "sees what arrived and what was refused, mends it and runs it again"));
        }
        personas.add(add(
                NewAccount.platform("steward", "主索引管理员", Role.STEWARD, password),
                "decides which registrations are one person"));
        personas.add(add(
                NewAccount.platform("reviewer", "紧急访问复核员", Role.REVIEWER, password),
                "looks whether emergency access was right"));
        personas.add(add(
                NewAccount.platform("researcher", "科研人员 方敏", Role.RESEARCHER, password),
                "asks for research data and takes away what was released"));
        personas.add(
                add(NewAccount.platform("ethics", "伦理委员 周宁", Role.ETHICS, password), "approves what researchers ask"));
        personas.add(add(
                NewAccount.platform("ethics.second", "数据审查 吴平", Role.ETHICS, password),
                "reviews what would leave; not who approved"));
        personas.add(add(
                NewAccount.platform("operator.demo", "运维", Role.OPERATOR, password),
                "runs the node: institutions, accounts, and messages that belong to nobody"));
        return personas;
    }

    /** The centres for disease control: of the province, and of the county of the outbreak. */
    List<Persona> cdc(Participants participants) {
        List<Persona> personas = new ArrayList<>();
        String province = this.province.settings().region();
        participants.institution(CDC_PROVINCE, "省疾病预防控制中心", province, BY);
        personas.add(add(
                NewAccount.staff("cdc.province", "省疾控 监测所", Role.CDC, password, CDC_PROVINCE),
                "sees signals and report cards of the province, and may take a signal over"));
        this.province.outbreakCounty().ifPresent(county -> {
            participants.institution(CDC_COUNTY, "区疾病预防控制中心", county, BY);
            personas.add(add(
                    NewAccount.staff("cdc.county", "区疾控 应急办", Role.CDC, password, CDC_COUNTY),
                    "verifies the signal of the outbreak, assesses it and sees what comes of it"));
        });
        return personas;
    }

    /** The people of a province that the scripted resident visits. */
    List<Persona> hosts() {
        return List.of(
                doctor("doctor.lz", "B", "sees " + DemoResident.NAME + ", who fell ill on a journey"),
                add(
                        NewAccount.platform("operator.gs", "运维", Role.OPERATOR, password),
                        "sees how the province stands to the nation"));
    }

    /** Who runs the nation. */
    static Persona nation(Accounts accounts, String password) {
        return add(
                accounts,
                NewAccount.platform("operator.nation", "国家节点运维", Role.OPERATOR, password),
                "admits provinces and sees what is said between nodes");
    }

    /** The scripted resident, once one of her registrations is stored. */
    Persona resident(Identity registered) {
        return add(
                NewAccount.resident(
                        "resident", DemoResident.NAME, password, registered.patient(), registered.compartment()),
                "sees the same record, grants, refuses, revokes, and sees who looked");
    }

    /** How an institution's system proves who it is; its key is made on first use. */
    Credentials system(Institution institution, URI node) throws IOException {
        String id = "his-" + institution.key().toLowerCase(Locale.ROOT);
        Path file = secrets.resolve("demo-" + id + ".jwk");
        if (!Files.exists(file)) {
            ECKey key = newKey(id);
            String publicKeys = new JWKSet(key.toPublicJWK()).toString();
            if (clients.exists(id)) {
                clients.replaceKeys(id, publicKeys, BY);
            } else {
                clients.registerSystem(id, institution.name() + " HIS", institution.uscc(), publicKeys, BY);
            }
            // Last: where this ends before, the next run makes a new key.
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, key.toJSONString());
        }
        return SystemClient.of(node, id, file);
    }

    private static ECKey newKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Persona doctor(String login, String key, String does) {
        Institution institution = province.institution(key);
        String name =
                institution.departments().getFirst().doctors().getFirst().name().text();
        return add(NewAccount.staff(login, name, Role.DOCTOR, password, institution.uscc()), does);
    }

    private Persona add(NewAccount account, String does) {
        return add(accounts, account, does);
    }

    private static Persona add(Accounts accounts, NewAccount account, String does) {
        if (!accounts.exists(account.login())) {
            accounts.create(account, BY);
        }
        return new Persona(account.login(), account.name(), does);
    }
}
