/** Time that this process has worked since it began, milliseconds: what the rest of the machine does is not in it. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
