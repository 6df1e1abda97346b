import { InferenceSession } from 'onnxruntime-web/webgpu';

/** Counts ORT's own sessions, of whoever creates them: those created from now on minus those released. */
export function countSessions(): () => number {
  let open = 0;
  InferenceSession.create = new Proxy(InferenceSession.create, {
    apply: async (create, self, args) => {
      const session = (await Reflect.apply(create, self, args)) as InferenceSession;
      const release = session.release.bind(session);
      open += 1;
      session.release = async () => {
        await release();
        open -= 1;
      };
      return session;
    },
  });
  return () => open;
}
