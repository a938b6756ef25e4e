package org.tongmai.fhir;

import org.tongmai.store.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /fhir/.well-known/smart-configuration}: where an application signs in, and what of SMART this server does.
 *
 * @see <a href="https://hl7.org/fhir/smart-app-launch/STU2.2/conformance.html">SMART App Launch 2.2, conformance</a>
 */
final class SmartConfiguration {

    private SmartConfiguration() {}

    static byte[] of(Request request) {
        String root = root(request.base());
        ObjectNode out = Json.object();
        out.put("issuer", root);
        out.put("jwks_uri", root + "/oauth2/jwks");
        out.put("authorization_endpoint", authorize(request.base()));
        out.put("token_endpoint", token(request.base()));
        all(out.putArray("grant_types_supported"), "authorization_code", "refresh_token", "client_credentials");
        all(out.putArray("token_endpoint_auth_methods_supported"), "private_key_jwt");
        all(out.putArray("token_endpoint_auth_signing_alg_values_supported"), "ES256", "ES384", "RS384");
        all(out.putArray("response_types_supported"), "code");
        all(out.putArray("code_challenge_methods_supported"), "S256");
        all(
                out.putArray("scopes_supported"),
                "openid",
                "profile",
                "fhirUser",
                "launch",
                "launch/patient",
                "offline_access",
                "online_access",
                "patient/*.rs",
                "user/*.rs",
                "system/*.rs",
                "record",
                "system");
        all(
                out.putArray("capabilities"),
                "launch-ehr",
                "launch-standalone",
                "client-public",
                "client-confidential-asymmetric",
                "sso-openid-connect",
                "context-banner",
                "context-ehr-patient",
                "context-standalone-patient",
                "permission-offline",
                "permission-online",
                "permission-patient",
                "permission-user",
                "permission-v1",
                "permission-v2");
        return Json.bytes(out);
    }

    static String authorize(String base) {
        return root(base) + "/oauth2/authorize";
    }

    static String token(String base) {
        return root(base) + "/oauth2/token";
    }

    private static String root(String base) {
        return base.substring(0, base.length() - "/fhir/".length());
    }

    private static void all(ArrayNode list, String... words) {
        for (String word : words) {
            list.add(word);
        }
    }
}
